import type { CrmRecord, FieldValue } from '../../../model/record';
import type { OutputValue } from '../../../model/output';
import type { Presenter } from './presentRecords';

/** What merge fields show of a record: `record.<name>` for everything in its output, choices by their labels. */
export function recordMergeValues(record: CrmRecord, presenter: Presenter): Map<string, string> {
	const values = new Map<string, string>();
	for (const [name, value] of Object.entries(presenter.record(record))) values.set(`record.${name}`, shown(value));
	const description = presenter.describe(record.type);
	for (const field of description.fields) {
		if (field.options !== undefined)
			values.set(`record.${field.name}`, shown(presenter.label(field, record.values[field.name] ?? null, description)));
	}
	return values;
}

/** A value as people read it. */
export function shown(value: FieldValue | OutputValue | undefined): string {
	if (value === null || value === undefined) return '';
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	if (Array.isArray(value)) return value.map((part: OutputValue) => shown(part)).join(', ');
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
