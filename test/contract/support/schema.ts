import type { Crm } from '../../../src/crm/Crm';
import type { Field, Pipeline, RecordType } from '../../../src/model/recordType';

/** Types, fields and pipelines that a suite works with. */
export interface SchemaDraft {
	types: Array<Omit<RecordType, 'editable'>>;
	/** By record type. */
	fields: Record<string, Array<Omit<Field, 'system'>>>;
	pipelines: Pipeline[];
	groups: string[];
	roles: string[];
}

/** Two pipelines, the first is the default. */
export const VISITING: Pipeline = {
	id: 'visiting',
	name: 'Visiting',
	recordType: 'visit',
	stages: [
		{ id: 'visiting:planned', name: 'Planned', kind: 'open' },
		{ id: 'visiting:going', name: 'Going', kind: 'open' },
		{ id: 'visiting:paid', name: 'Paid', kind: 'won' },
		{ id: 'visiting:refused', name: 'Refused', kind: 'lost' },
	],
};
export const FOLLOW_UP: Pipeline = {
	id: 'followUp',
	name: 'Follow-up',
	recordType: 'visit',
	stages: [
		{ id: 'followUp:called', name: 'Called', kind: 'open' },
		{ id: 'followUp:closed', name: 'Closed', kind: 'won' },
	],
};
/** A pipeline of another type. */
export const CARE: Pipeline = {
	id: 'care',
	name: 'Care',
	recordType: 'clinic',
	stages: [{ id: 'care:active', name: 'Active', kind: 'open' }],
};

export const COLORS = ['red', 'green', 'blue'];
export const TAGS = ['new', 'vip', 'late'];

/**
 * `visit` has a field of every kind and two pipelines, `clinic` is what a visit links to and has a pipeline of its
 * own, `permit` has required fields and defaults and no pipeline.
 */
export const TEST_SCHEMA: SchemaDraft = {
	types: [
		{ name: 'clinic', label: 'Clinic', pluralLabel: 'Clinics' },
		{ name: 'visit', label: 'Visit', pluralLabel: 'Visits' },
		{ name: 'permit', label: 'Permit', pluralLabel: 'Permits' },
	],
	fields: {
		visit: [
			{ name: 'note', label: 'Note', kind: 'string', required: false },
			{ name: 'body', label: 'Body', kind: 'text', required: false },
			{ name: 'distance', label: 'Distance', kind: 'number', required: false },
			{ name: 'price', label: 'Price', kind: 'money', required: false },
			{ name: 'urgent', label: 'Urgent', kind: 'boolean', required: false },
			{ name: 'day', label: 'Day', kind: 'date', required: false },
			{ name: 'startsAt', label: 'Starts at', kind: 'dateTime', required: false },
			{ name: 'color', label: 'Color', kind: 'choice', required: false, options: options(COLORS) },
			{ name: 'tags', label: 'Tags', kind: 'multiChoice', required: false, options: options(TAGS) },
			{ name: 'email', label: 'Email', kind: 'email', required: false },
			{ name: 'phone', label: 'Phone', kind: 'phone', required: false },
			{ name: 'website', label: 'Website', kind: 'url', required: false },
			{ name: 'doctor', label: 'Doctor', kind: 'user', required: false },
			{ name: 'clinic', label: 'Clinic', kind: 'record', required: false, target: 'clinic' },
		],
		permit: [
			{ name: 'number', label: 'Number', kind: 'string', required: true },
			{ name: 'level', label: 'Level', kind: 'number', required: false, default: 3 },
			{ name: 'mood', label: 'Mood', kind: 'choice', required: false, options: options(['calm', 'cross']), default: 'calm' },
			{ name: 'valid', label: 'Valid', kind: 'boolean', required: false, default: true },
			{ name: 'reason', label: 'Reason', kind: 'string', required: true, default: 'routine' },
		],
		user: [{ name: 'monthlyResult', label: 'Monthly result', kind: 'number', required: false }],
	},
	pipelines: [VISITING, FOLLOW_UP, CARE],
	groups: ['north', 'south'],
	roles: ['agent', 'manager'],
};

export async function defineByEditor(crm: Crm, schema: SchemaDraft): Promise<void> {
	const editor = crm.schema;
	if (editor === undefined) throw new Error(`${crm.capabilities.name} has no schema editor: define the schema by its own means.`);
	for (const type of schema.types) await editor.saveRecordType(type);
	for (const [type, fields] of Object.entries(schema.fields)) {
		for (const field of fields) await editor.saveField(type, field);
	}
	for (const pipeline of schema.pipelines) await editor.savePipeline(pipeline);
	await crm.users.groups.save!(schema.groups);
	await crm.users.roles.save!(schema.roles);
}

export function options(values: readonly string[]): Array<{ value: string; label: string }> {
	return values.map((value) => ({ value, label: value.toUpperCase() }));
}
