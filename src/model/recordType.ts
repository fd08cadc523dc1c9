/** What a field holds; decides its form on the canvas and the check of its values. */
export const FIELD_KINDS = [
	'string',
	'text',
	'number',
	'money',
	'boolean',
	'date',
	'dateTime',
	'choice',
	'multiChoice',
	'email',
	'phone',
	'url',
	'user',
	'record',
	'pipeline',
	'stage',
] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

export interface Field {
	/** The name in `values` and in expressions: a letter, then letters and digits. */
	name: string;
	/** What people read. */
	label: string;
	kind: FieldKind;
	required: boolean;
	/** Allowed values of a choice. */
	options?: FieldOption[];
	default?: string | number | boolean;
	/** The record type a field of kind `record` links to. */
	target?: string;
	/** Of a phone number: the country (ISO 3166: `DE`) whose numbers are written without a country code, where it is known. */
	country?: string;
	/** The CRM's own field: cannot be removed. */
	system: boolean;
	/** Set by the CRM, not by people. */
	readOnly?: boolean;
	help?: string;
}

/** What every record has beside its fields, as fields to search and sort by. */
export const STAMP_FIELDS: readonly Field[] = [
	{ name: 'id', label: 'ID', kind: 'number', required: true, system: true, readOnly: true },
	{ name: 'version', label: 'Version', kind: 'number', required: true, system: true, readOnly: true },
	{ name: 'createdAt', label: 'Created At', kind: 'dateTime', required: true, system: true, readOnly: true },
	{ name: 'updatedAt', label: 'Updated At', kind: 'dateTime', required: true, system: true, readOnly: true },
];

export interface FieldOption {
	value: string;
	label: string;
}

export interface RecordType {
	/** `deal` */
	name: string;
	/** `Deal` */
	label: string;
	/** `Deals` */
	pluralLabel: string;
	/** False for types the CRM keeps itself: task, user, project. Their records are not made with the record operations. */
	editable: boolean;
}

/** A record type with all that a form, a filter or a check needs. */
export interface RecordTypeDescription extends RecordType {
	fields: Field[];
	/** Empty for a type without stages. The first one is the default. */
	pipelines: Pipeline[];
}

export interface Pipeline {
	/** Unique in the CRM: `sales`. */
	id: string;
	name: string;
	recordType: string;
	/** In order. */
	stages: Stage[];
	/** Whether a record may go past open stages; absent: allowed. See refusedMove. */
	skipping?: PipelineRule;
	/** Whether a record may go back to an earlier stage; absent: allowed. */
	backwards?: PipelineRule;
}

export type PipelineRule = 'allowed' | 'forbidden';

export type StageKind = 'open' | 'won' | 'lost';

export interface Stage {
	/** Unique in the CRM; begins with the pipeline's id: `sales:engaging`. */
	id: string;
	name: string;
	kind: StageKind;
}
