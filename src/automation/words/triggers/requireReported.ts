import type { Capabilities } from '../../../crm/capabilities';
import { CrmError } from '../../../model/CrmError';
import { eventOf, type TriggerFilter } from '../../../model/triggers';

/** Throws unsupported for a trigger that would never start, or start wrongly, because the CRM does not report what it needs. */
export function requireReported({ name, deletions, valuesBefore }: Capabilities, filter: TriggerFilter): void {
	const event = eventOf(filter.event);
	if (!deletions && event.kinds(filter).every((kind) => kind === 'deleted'))
		throw new CrmError(
			'unsupported',
			`${name} does not report deleted records.`,
			'Choose another event, for example a field that says that the record is not needed any more.',
		);
	if (!valuesBefore && event.needsBefore?.(filter) === true)
		throw new CrmError(
			'unsupported',
			`${name} does not report the values before a change, and "${event.label}" needs them as it is set here.`,
			'Let it start whatever the value was before, and compare in the workflow.',
		);
}
