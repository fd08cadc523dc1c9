import { notFound, type CrmError } from './CrmError';
import type { Field, RecordTypeDescription } from './recordType';

type FieldsOfType = Pick<RecordTypeDescription, 'label' | 'fields'>;

/** The field of that name. `candidates` are those the remedy names, where not every field will do. Throws notFound. */
export function findField(type: FieldsOfType, name: string, candidates: readonly Field[] = type.fields): Field {
	const field = type.fields.find((other) => other.name === name);
	if (field === undefined) throw fieldNotFound(type, name, candidates);
	return field;
}

/** `Field "amuont" does not exist in record type "Deal".`, with the names of the candidates as the remedy. */
export function fieldNotFound({ label, fields }: FieldsOfType, name: string, candidates: readonly Field[] = fields): CrmError {
	return notFound(
		'field',
		name,
		candidates.map((field) => field.name),
		`in record type "${label}"`,
	);
}
