import type { Kysely } from 'kysely';
import type { FieldKind, FieldOption, StageKind } from '../../../model/recordType';
import type { CrmTables } from '../tables';

/** What a new CRM has: four record types with fields and pipelines, and one user. All of it can be changed. */
export async function seed(db: Kysely<unknown>, at: string): Promise<void> {
	const crm = db as Kysely<CrmTables>;
	for (const [position, type] of TYPES.entries()) {
		await crm.insertInto('record_type').values({ name: type.name, label: type.label, plural_label: type.plural, position }).execute();
		await crm
			.insertInto('field')
			.values(type.fields.map((field, index) => fieldRow(type.name, field, index)))
			.execute();
		if (type.pipeline !== undefined) await seedPipeline(crm, type.name, type.pipeline);
	}
	await crm
		.insertInto('user_role')
		.values(ROLES.map((name) => ({ name })))
		.execute();
	await crm
		.insertInto('crm_user')
		.values({
			name: 'Administrator',
			role: 'administrator',
			groups: '[]',
			active: 1,
			custom: '{}',
			version: 1,
			created_at: at,
			updated_at: at,
		})
		.execute();
}

interface SeedField {
	name: string;
	label: string;
	kind: FieldKind;
	options?: FieldOption[];
	default?: string;
	target?: string;
}

interface SeedType {
	name: string;
	label: string;
	plural: string;
	fields: SeedField[];
	pipeline?: { id: string; name: string; stages: Array<[slug: string, name: string, kind: StageKind]> };
}

const ROLES = ['administrator', 'manager', 'employee'];

const SOURCE: SeedField = {
	name: 'source',
	label: 'Source',
	kind: 'choice',
	options: options('Website', 'Phone', 'Email', 'Referral', 'Partner', 'Campaign', 'Event', 'Other'),
};
const EMAIL: SeedField = { name: 'email', label: 'Email', kind: 'email' };
const PHONE: SeedField = { name: 'phone', label: 'Phone', kind: 'phone' };
const COMPANY: SeedField = { name: 'company', label: 'Company', kind: 'record', target: 'company' };
const DESCRIPTION: SeedField = { name: 'description', label: 'Description', kind: 'text' };
const ADDRESS: SeedField = { name: 'address', label: 'Address', kind: 'text' };

const TYPES: SeedType[] = [
	{
		name: 'lead',
		label: 'Lead',
		plural: 'Leads',
		fields: [
			EMAIL,
			PHONE,
			{ name: 'companyName', label: 'Company name', kind: 'string' },
			SOURCE,
			{ name: 'score', label: 'Score', kind: 'number' },
			DESCRIPTION,
		],
		pipeline: {
			id: 'leads',
			name: 'Leads',
			stages: [
				['new', 'New', 'open'],
				['contacted', 'Contacted', 'open'],
				['qualified', 'Qualified', 'open'],
				['converted', 'Converted', 'won'],
				['disqualified', 'Disqualified', 'lost'],
			],
		},
	},
	{
		name: 'deal',
		label: 'Deal',
		plural: 'Deals',
		fields: [
			{ name: 'amount', label: 'Amount', kind: 'money' },
			{ name: 'currency', label: 'Currency', kind: 'choice', options: options('EUR', 'USD', 'GBP', 'PLN', 'SEK', 'RUB') },
			{ name: 'closeDate', label: 'Close date', kind: 'date' },
			COMPANY,
			{ name: 'contact', label: 'Contact', kind: 'record', target: 'contact' },
			SOURCE,
			DESCRIPTION,
		],
		pipeline: {
			id: 'sales',
			name: 'Sales',
			stages: [
				['new', 'New', 'open'],
				['qualified', 'Qualified', 'open'],
				['proposal', 'Proposal', 'open'],
				['negotiation', 'Negotiation', 'open'],
				['won', 'Won', 'won'],
				['lost', 'Lost', 'lost'],
			],
		},
	},
	{
		name: 'contact',
		label: 'Contact',
		plural: 'Contacts',
		fields: [EMAIL, PHONE, COMPANY, { name: 'position', label: 'Position', kind: 'string' }, ADDRESS, DESCRIPTION],
	},
	{
		name: 'company',
		label: 'Company',
		plural: 'Companies',
		fields: [
			{ name: 'website', label: 'Website', kind: 'url' },
			{ name: 'industry', label: 'Industry', kind: 'string' },
			{ name: 'employees', label: 'Employees', kind: 'number' },
			{ name: 'revenue', label: 'Annual revenue', kind: 'money' },
			EMAIL,
			PHONE,
			ADDRESS,
			DESCRIPTION,
		],
	},
];

function options(...labels: string[]): FieldOption[] {
	return labels.map((label) => ({ value: label.toUpperCase() === label ? label : label.toLowerCase(), label }));
}

function fieldRow(type: string, field: SeedField, position: number) {
	return {
		record_type: type,
		name: field.name,
		label: field.label,
		kind: field.kind,
		required: 0,
		options: field.options === undefined ? null : JSON.stringify(field.options),
		default_value: field.default === undefined ? null : JSON.stringify(field.default),
		target: field.target ?? null,
		read_only: 0,
		help: null,
		position,
	};
}

async function seedPipeline(crm: Kysely<CrmTables>, recordType: string, pipeline: NonNullable<SeedType['pipeline']>): Promise<void> {
	await crm.insertInto('pipeline').values({ id: pipeline.id, name: pipeline.name, record_type: recordType, position: 0 }).execute();
	await crm
		.insertInto('stage')
		.values(
			pipeline.stages.map(([slug, name, kind], position) => ({
				id: `${pipeline.id}:${slug}`,
				pipeline_id: pipeline.id,
				name,
				kind,
				position,
			})),
		)
		.execute();
}
