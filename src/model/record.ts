/** A value of a field as it is stored and handed around. Dates are `YYYY-MM-DD`, moments ISO 8601 in UTC. */
export type FieldValue = string | number | boolean | null | string[];

/** Values by field name. */
export type Values = Record<string, FieldValue>;

/** Names one record of the CRM. `type` is the name of a record type: `deal`, `contact`, `task`, `user` … */
export interface RecordRef {
	type: string;
	id: string;
}

/** A record that a draft names. */
export interface NamedRecord extends RecordRef {
	/** Index of the draft among those of the call. */
	index: number;
	/** Where it was named: `field "Company"`. */
	where: string;
}

/**
 * A record. Everything the record type's fields describe is in `values`, the system fields too:
 * `title`, `pipeline`, `stage`, `responsible` (all three hold ids) and `externalId`.
 */
export interface CrmRecord extends RecordRef {
	/** Another text after every change; nothing else can be told from it: a CRM over HTTP gives its ETag. */
	version: string;
	/** ISO 8601, UTC. */
	createdAt: string;
	/** ISO 8601, UTC. */
	updatedAt: string;
	values: Values;
}

/** Fields that every record type with records of its own has, custom or not. */
export const SYSTEM_FIELDS = ['title', 'pipeline', 'stage', 'responsible', 'externalId'] as const;

/** Names that a custom field cannot take, because the output of a node uses them beside the fields. */
export const RESERVED_FIELD_NAMES: readonly string[] = [
	...SYSTEM_FIELDS,
	'id',
	'type',
	'version',
	'createdAt',
	'updatedAt',
	'pipelineId',
	'stageId',
	'responsibleId',
	'responsibleEmail',
];

/** What people call a record; its id where it has no name. */
export function titleOf({ id, values }: Pick<CrmRecord, 'id' | 'values'>): string {
	return String(values['title'] ?? values['name'] ?? id);
}

export function refKey(ref: RecordRef): string {
	return `${ref.type}/${ref.id}`;
}
