import type { Capabilities } from '../../../crm/capabilities';
import { CrmError } from '../../../model/CrmError';

/** Throws unsupported when one of the changes is to hold only for a version, and the CRM would write it all the same. */
export function requireVersions({ name, versions }: Capabilities, changes: ReadonlyArray<{ ifVersion?: unknown }>): void {
	const index = versions ? -1 : changes.findIndex(({ ifVersion }) => ifVersion !== undefined);
	if (index === -1) return;
	throw new CrmError(
		'unsupported',
		`${name} does not tell versions of a record apart, so that a change cannot hold for one of them only.`,
		'Leave "Only If Version Is" empty.',
		{ index },
	);
}
