import type { Connection } from '../../src/automation/engine/delivery/Connection';
import type { ProjectTemplateDraft } from '../../src/model/projectTemplate';
import type { Values } from '../../src/model/record';
import { openCrmOf } from './library.ts';

/** Fills the CRM of the n8n in that user folder; a line says what there is. */
export async function seedCompany(userFolder: string, tell: (line: string) => void): Promise<void> {
	const connection = await openCrmOf(userFolder);
	try {
		tell(await fillCompany(connection));
	} finally {
		connection.release();
	}
}

/**
 * Fills an empty built-in CRM with a small print shop: people with their supervisors, customers, deals in every
 * stage, leads, tasks and two project templates. Does nothing when the company is there already.
 */
export async function fillCompany({ scope }: Pick<Connection, 'scope'>): Promise<string> {
	const { crm, ledger, clock } = scope;
	const users = await crm.users.find();
	if (users.some(({ email }) => email === PEOPLE[0]!.email)) return 'The demo company is there already.';
	await crm.users.roles.save!(['director', 'manager', 'sales', 'designer', 'courier']);
	await crm.users.groups.save!(['Sales', 'Studio', 'Delivery']);
	await crm.schema?.saveField('user', {
		name: 'monthlyResult',
		label: 'Monthly Result',
		kind: 'number',
		required: false,
		help: 'Deals won this month',
	});
	const ids = await savePeople(scope);
	const companies = await crm.create(
		'company',
		COMPANIES.map((values) => ({ values })),
		{},
	);
	const contacts = await crm.create(
		'contact',
		CONTACTS.map(({ company, ...values }) => ({ values: { ...values, company: companies[company]!.id } })),
		{},
	);
	const deals = await crm.create(
		'deal',
		DEALS.map(({ company, responsible, ...values }) => ({
			values: {
				...values,
				company: companies[company]!.id,
				contact: contacts[company % contacts.length]!.id,
				responsible: ids.get(responsible)!,
			},
		})),
		{},
	);
	await crm.create(
		'lead',
		LEADS.map(({ responsible, ...values }) => ({ values: { ...values, responsible: ids.get(responsible)! } })),
		{},
	);
	await crm.tasks.create(
		deals.slice(0, 4).map((deal, index) => ({
			title: ['Call the customer', 'Send the price list', 'Agree on the paper', 'Confirm the address'][index]!,
			responsibleId: String(deal.values.responsible),
			record: { type: 'deal', id: deal.id },
		})),
		{},
	);
	for (const template of [BUSINESS_CARDS, FLOWER_DELIVERY]) await ledger.templates.save(template, clock.now().toISOString());
	return `${PEOPLE.length} people, ${companies.length} companies, ${contacts.length} contacts, ${deals.length} deals, ${LEADS.length} leads, 2 project templates.`;
}

async function savePeople({ crm }: Connection['scope']): Promise<Map<string, string>> {
	const ids = new Map<string, string>();
	// From the top down, so that every supervisor has an id when the people below are saved.
	for (const { supervisor, ...person } of PEOPLE) {
		const [user] = await crm.users.create!([{ ...person, supervisorId: supervisor === undefined ? null : ids.get(supervisor)! }], {});
		ids.set(user!.name, user!.id);
	}
	return ids;
}

interface Person {
	name: string;
	email: string;
	role: string;
	groups: string[];
	supervisor?: string;
	values: Values;
}

const PEOPLE: Person[] = [
	{ name: 'Vera Lindholm', email: 'vera@example.com', role: 'director', groups: [], values: {} },
	{ name: 'Oskar Bergman', email: 'oskar@example.com', role: 'manager', groups: ['Sales'], supervisor: 'Vera Lindholm', values: {} },
	{
		name: 'Irina Volkova',
		email: 'irina@example.com',
		role: 'manager',
		groups: ['Studio', 'Delivery'],
		supervisor: 'Vera Lindholm',
		values: {},
	},
	{
		name: 'Anna Kowalska',
		email: 'anna@example.com',
		role: 'sales',
		groups: ['Sales'],
		supervisor: 'Oskar Bergman',
		values: { monthlyResult: 9 },
	},
	{
		name: 'Johan Ek',
		email: 'johan@example.com',
		role: 'sales',
		groups: ['Sales'],
		supervisor: 'Oskar Bergman',
		values: { monthlyResult: 6 },
	},
	{
		name: 'Maria Santos',
		email: 'maria@example.com',
		role: 'sales',
		groups: ['Sales'],
		supervisor: 'Oskar Bergman',
		values: { monthlyResult: 4 },
	},
	{ name: 'Pavel Novak', email: 'pavel@example.com', role: 'designer', groups: ['Studio'], supervisor: 'Irina Volkova', values: {} },
	{ name: 'Sofia Nilsson', email: 'sofia@example.com', role: 'courier', groups: ['Delivery'], supervisor: 'Irina Volkova', values: {} },
];

const COMPANIES: Values[] = [
	{ title: 'Bright Dental', website: 'https://bright-dental.example.com', industry: 'Health' },
	{ title: 'Café Solros', website: 'https://solros.example.com', industry: 'Restaurants' },
	{ title: 'Nordic Cycling', website: 'https://nordic-cycling.example.com', industry: 'Retail' },
	{ title: 'Hotel Amber', website: 'https://hotel-amber.example.com', industry: 'Hospitality' },
	{ title: 'Kowal & Sons', website: 'https://kowal.example.com', industry: 'Construction' },
];

const CONTACTS: Array<Values & { title: string; company: number }> = [
	{ title: 'Eva Sjöberg', email: 'eva@bright-dental.example.com', phone: '+46 8 555 01 01', company: 0 },
	{ title: 'Mikael Roos', email: 'mikael@solros.example.com', phone: '+46 8 555 01 02', company: 1 },
	{ title: 'Lena Hansen', email: 'lena@nordic-cycling.example.com', phone: '+45 32 55 01 03', company: 2 },
	{ title: 'Tomasz Amber', email: 'tomasz@hotel-amber.example.com', phone: '+48 22 555 01 04', company: 3 },
	{ title: 'Jan Kowal', email: 'jan@kowal.example.com', phone: '+48 22 555 01 05', company: 4 },
];

const DEALS: Array<Values & { company: number; responsible: string }> = [
	{ title: 'Business cards for the clinic', amount: 480, stage: 'sales:new', company: 0, responsible: 'Anna Kowalska' },
	{ title: 'Menus for the summer', amount: 1250, stage: 'sales:qualified', company: 1, responsible: 'Johan Ek' },
	{ title: 'Catalogue, 64 pages', amount: 9800, stage: 'sales:proposal', company: 2, responsible: 'Maria Santos' },
	{ title: 'Welcome folders', amount: 3400, stage: 'sales:negotiation', company: 3, responsible: 'Anna Kowalska' },
	{ title: 'Banners for the building site', amount: 2100, stage: 'sales:new', company: 4, responsible: 'Johan Ek' },
	{ title: 'Appointment cards', amount: 310, stage: 'sales:won', company: 0, responsible: 'Anna Kowalska' },
	{ title: 'Table cards', amount: 220, stage: 'sales:lost', company: 1, responsible: 'Maria Santos' },
	{ title: 'Window stickers', amount: 760, stage: 'sales:qualified', company: 2, responsible: 'Johan Ek' },
	{ title: 'Room signs', amount: 5400, stage: 'sales:proposal', company: 3, responsible: 'Maria Santos' },
	{ title: 'Work clothes with logo', amount: 4150, stage: 'sales:new', company: 4, responsible: 'Anna Kowalska' },
	{ title: 'Gift cards', amount: 640, stage: 'sales:negotiation', company: 1, responsible: 'Johan Ek' },
	{ title: 'Posters for the race', amount: 1900, stage: 'sales:won', company: 2, responsible: 'Maria Santos' },
];

const LEADS: Array<Values & { responsible: string }> = [
	{ title: 'Flowers for an opening', email: 'opening@example.com', companyName: 'Gallery Nova', responsible: 'Anna Kowalska' },
	{ title: 'Wedding invitations', email: 'wedding@example.com', responsible: 'Johan Ek' },
	{ title: 'Labels for honey jars', email: 'bees@example.com', companyName: 'Honey Hill', responsible: 'Maria Santos' },
];

/** Worked example of requirement E7. */
const BUSINESS_CARDS: ProjectTemplateDraft = {
	name: 'Business cards',
	type: 'printing',
	parameters: [
		{ name: 'run', label: 'Print Run', kind: 'number', required: true, default: 500, help: 'Number of cards' },
		{ name: 'colours', label: 'Colours', kind: 'choice', required: true, choices: ['Black', 'Full colour'], default: 'Full colour' },
		{ name: 'sides', label: 'Sides', kind: 'choice', required: true, choices: ['One-sided', 'Two-sided'], default: 'Two-sided' },
		{ name: 'paper', label: 'Paper', kind: 'choice', required: true, choices: ['Matt 300 g', 'Gloss 350 g', 'Cotton 600 g'] },
		{ name: 'designer', label: 'Designer', kind: 'user', required: false },
	],
	stages: [
		{ name: 'Design', responsible: { kind: 'role', role: 'designer' } },
		{ name: 'Printing', responsible: { kind: 'group', group: 'Studio' } },
		{ name: 'Delivery', responsible: { kind: 'group', group: 'Delivery' } },
	],
	tasks: [
		{
			key: 'layout',
			title: 'Lay out {{run}} cards, {{sides}}',
			stage: 'Design',
			deadline: { amount: 2, unit: 'days', workingTime: true },
			checklist: ['Logo received', 'Text checked'],
		},
		{
			key: 'approval',
			title: 'Have the customer approve the layout',
			stage: 'Design',
			responsible: { kind: 'recordResponsible' },
			after: ['layout'],
			deadline: { amount: 1, unit: 'days', workingTime: true, afterTask: 'layout' },
		},
		{
			key: 'print',
			title: 'Print {{run}} cards on {{paper}}, {{colours}}',
			stage: 'Printing',
			after: ['approval'],
			deadline: { amount: 2, unit: 'days', workingTime: true, afterTask: 'approval' },
		},
		{
			key: 'deliver',
			title: 'Deliver to {{record.title}}',
			stage: 'Delivery',
			after: ['print'],
			deadline: { amount: 4, unit: 'hours', workingTime: true, afterTask: 'print' },
		},
	],
};

/** Worked example of requirement E7. */
const FLOWER_DELIVERY: ProjectTemplateDraft = {
	name: 'Flower delivery',
	type: 'delivery',
	parameters: [
		{ name: 'address', label: 'Address', kind: 'address', required: true },
		{
			name: 'priceRange',
			label: 'Price Range',
			kind: 'choice',
			required: true,
			choices: ['Up to 50', '50 to 100', 'Over 100'],
			default: '50 to 100',
		},
		{ name: 'flowers', label: 'Flowers', kind: 'choice', required: true, choices: ['Roses', 'Tulips', 'Mixed bouquet'] },
		{ name: 'deliverOn', label: 'Deliver On', kind: 'date', required: true },
		{ name: 'greeting', label: 'Greeting', kind: 'text', required: false, help: 'What the card says' },
	],
	stages: [{ name: 'Order' }, { name: 'Delivery', responsible: { kind: 'group', group: 'Delivery' } }],
	tasks: [
		{ key: 'order', title: 'Order {{flowers}}, {{priceRange}}', stage: 'Order', deadline: { amount: 2, unit: 'hours', workingTime: true } },
		{
			key: 'card',
			title: 'Write the card',
			stage: 'Order',
			description: '{{greeting}}',
			deadline: { amount: 4, unit: 'hours', workingTime: true },
		},
		{ key: 'deliver', title: 'Deliver to {{address}} on {{deliverOn}}', stage: 'Delivery', after: ['order', 'card'] },
	],
};
