import type { CrmConnection } from './library.ts';
import type { SalesData } from './salesData.ts';
import { TEXTS } from './workflows.ts';

/** Makes the CRM fit for the sales data: its pipeline and fields, the people with their managers, and the template. */
export async function setUpSales({ scope }: CrmConnection, data: SalesData): Promise<void> {
	const { crm, ledger, clock } = scope;
	const schema = crm.schema!;
	await schema.saveField('deal', { name: 'product', label: 'Product', kind: 'string', required: false });
	await schema.saveField('deal', { name: 'engageDate', label: 'Engage Date', kind: 'date', required: false });
	await schema.savePipeline({
		id: 'opportunities',
		name: 'Opportunities',
		recordType: 'deal',
		stages: [
			{ id: 'opportunities:prospecting', name: 'Prospecting', kind: 'open' },
			{ id: 'opportunities:engaging', name: 'Engaging', kind: 'open' },
			{ id: 'opportunities:won', name: 'Won', kind: 'won' },
			{ id: 'opportunities:lost', name: 'Lost', kind: 'lost' },
		],
	});
	await crm.users.roles.save!(['manager', 'agent']);
	await crm.users.groups.save!([...new Set(data.agents.map(({ office }) => office))]);
	const managerNames = [...new Set(data.agents.map(({ manager }) => manager))];
	const managers = await crm.users.create!(
		managerNames.map((name) => ({ name, role: 'manager' })),
		{},
	);
	const managerIds = new Map(managers.map(({ name, id }) => [name, id]));
	await crm.users.create!(
		data.agents.map(({ name, manager, office }) => ({ name, role: 'agent', groups: [office], supervisorId: managerIds.get(manager)! })),
		{},
	);
	await crm.create('lead', [{ values: { title: 'Latency of a webhook', responsible: managers[0]!.id } }], {});
	await ledger.templates.save(
		{
			name: TEXTS.template,
			type: 'sales',
			parameters: [{ name: 'priority', label: 'Priority', kind: 'choice', required: true, choices: ['Normal', 'High'], default: 'Normal' }],
			stages: [{ name: 'Offer' }, { name: 'Review', responsible: { kind: 'supervisor' } }],
			tasks: [
				{
					key: 'offer',
					title: 'Prepare the offer for {{record.title}}',
					stage: 'Offer',
					deadline: { amount: 2, unit: 'days', workingTime: true },
				},
				{
					key: 'terms',
					title: 'Agree on the terms',
					stage: 'Offer',
					after: ['offer'],
					deadline: { amount: 5, unit: 'days', workingTime: true },
				},
				{ key: 'review', title: 'Review the engagement', stage: 'Review', after: ['terms'] },
			],
		},
		clock.now().toISOString(),
	);
}

/** Rows of the import, by the names of the fields; people and companies by name, as a person would write them. */
export function dealRows(data: SalesData): object[] {
	return data.opportunities.map(({ id, agent, product, account, engageDate, closeDate, value }) => ({
		externalId: id,
		title: account === '' ? product : `${product} for ${account}`,
		pipeline: 'Opportunities',
		stage: 'Prospecting',
		responsible: agent,
		product,
		company: account === '' ? null : account,
		engageDate: engageDate === '' ? null : engageDate,
		closeDate: closeDate === '' ? null : closeDate,
		amount: value,
	}));
}

export function companyRows(data: SalesData): object[] {
	return data.accounts.map(({ name, sector, employees }) => ({ externalId: name, title: name, industry: sector, employees }));
}
