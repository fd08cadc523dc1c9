import type { IDataObject } from 'n8n-workflow';
import type { Scope } from '../../src/automation/engine/Scope';
import { chosen, fileOf, filledIn } from '../workflow/support/steps';
import { switchOnWorkflow } from '../workflow/support/triggers';
import type { CrmStepRunner } from './CrmStepRunner';
import type { NodeStep } from './NodeStep';

const PEOPLE = [
	{ name: 'Clara Head', email: 'clara@example.com', role: 'manager', groups: ['Sales', 'Board'] },
	{ name: 'Boris Lead', email: 'boris@example.com', supervisor: 'Clara Head', groups: ['Sales'] },
	{ name: 'Anna Agent', email: 'anna@example.com', supervisor: 'Boris Lead', groups: ['Sales'] },
	{ name: 'Dan Helper', email: 'dan@example.com', supervisor: 'Boris Lead', groups: ['Support'] },
	{
		name: 'Eve Away',
		email: 'eve@example.com',
		supervisor: 'Clara Head',
		groups: ['Support'],
		absentFrom: '2020-01-01',
		absentUntil: '2090-01-01',
	},
	{ name: 'Fred Former', email: 'fred@example.com', active: false },
];

const TEMPLATE = {
	name: 'Business cards',
	type: 'print',
	parameters: [
		{ name: 'printRun', label: 'Print run', kind: 'number', required: true },
		{ name: 'paper', label: 'Paper', kind: 'choice', required: false, choices: ['matt', 'glossy'] },
		{ name: 'designer', label: 'Designer', kind: 'user', required: false },
		{ name: 'due', label: 'Due', kind: 'date', required: false },
	],
	stages: [
		{ name: 'Preparation', responsible: { kind: 'recordResponsible' } },
		{ name: 'Production', responsible: { kind: 'group', group: 'Sales' } },
	],
	tasks: [
		{ key: 'design', title: 'Design {{printRun}} cards', stage: 'Preparation', deadline: { amount: 2, unit: 'days', workingTime: true } },
		{ key: 'print', title: 'Print', stage: 'Production', after: ['design'], checklist: ['Colours', 'Paper'] },
	],
};

/** Kinds of fields of which the types that are there have none. */
const FURTHER_FIELDS = [
	{
		label: 'Tags',
		kind: 'multiChoice',
		choices: {
			choice: [
				{ label: 'New', value: 'new' },
				{ label: 'VIP', value: 'vip' },
			],
		},
	},
	{ label: 'Urgent', kind: 'boolean' },
	{ label: 'Visited at', kind: 'dateTime' },
	{ label: 'Partner', kind: 'record', target: chosen('company') },
	{ label: 'Second owner', kind: 'user' },
	{ label: 'Points', kind: 'number' },
];

/**
 * A small company that has some of everything that an operation can name: types, records at several stages, deleted
 * ones, tasks, activities, documents, comments, notices, history, templates, projects, workflows. Made by the node itself.
 */
export async function fillCompany(runner: CrmStepRunner, scope: Scope): Promise<void> {
	const act = async (resource: string, operation: string, parameters: object, more: Partial<NodeStep> = {}) =>
		await must(runner, {
			resource,
			operation,
			parameters: parameters as IDataObject,
			items: [{ json: {} }],
			onError: 'stopWorkflow',
			mode: 'manual',
			repeated: false,
			...more,
		});
	const of = (type: string, id: string) => ({ recordSource: 'choose', recordType: chosen(type), recordId: chosen(id) });

	await scope.crm.users.groups.save!(['Sales', 'Support', 'Board']);
	for (const { name, ...additionalFields } of PEOPLE) await act('user', 'create', { name, additionalFields });
	await act('recordType', 'addReadyType', { readyType: 'ticket' });
	await act('recordType', 'save', { label: 'Site visit' });
	await act('pipeline', 'save', {
		recordType: chosen('siteVisit'),
		pipelineName: 'Visits',
		stages: { stage: [{ name: 'Planned' }, { name: 'Under way' }, { name: 'Done', kind: 'won' }, { name: 'Cancelled', kind: 'lost' }] },
		skipping: 'forbidden',
		backwards: 'forbidden',
	});
	for (const field of FURTHER_FIELDS) await act('field', 'save', { recordType: chosen('siteVisit'), ...field });

	const ids = new Map<string, string[]>();
	for (const type of ['company', 'contact', 'lead', 'deal', 'ticket', 'siteVisit']) {
		const made = await act(
			'record',
			'create',
			{
				recordType: chosen(type),
				fields: filledIn({ title: `={{ $json.title }}`, responsible: '={{ $json.responsible }}', externalId: '={{ $json.externalId }}' }),
			},
			{
				items: ['Acme', 'Acme Ltd', 'Globex', 'Initech', 'Umbrella, old', 'Hooli, old'].map((title, index) => ({
					json: { title: `${title} ${type}`, responsible: PEOPLE[index % 4]!.name, externalId: `${type}-${index}` },
				})),
			},
		);
		ids.set(
			type,
			made.map(({ id }) => String(id)),
		);
		await act('record', 'delete', { ...of(type, String(made[4]!.id)) });
		await act('record', 'delete', { ...of(type, String(made[5]!.id)) });
	}
	const deal = of('deal', ids.get('deal')![0]!);
	await act('record', 'changeStage', { ...of('deal', ids.get('deal')![1]!), stage: chosen('Proposal') });
	await act('record', 'update', { ...deal, fields: filledIn({ amount: 1200 }) });
	for (const title of ['Call the customer', 'Send the offer'])
		await act('task', 'create', {
			title,
			...deal,
			deadline: 'relative',
			deadlineAmount: 2,
			additionalFields: { checklist: ['One', 'Two'], tags: 'urgent, new', participants: ['Dan Helper'] },
		});
	await act('task', 'create', { title: 'Think', recordSource: 'none', responsible: 'user', responsibleUser: chosen('Boris Lead') });
	await act('activity', 'schedule', { ...deal, description: 'Show the samples', when: 'relative', amount: 3 });
	await act('activity', 'schedule', {
		...of('lead', ids.get('lead')![0]!),
		kind: 'call',
		description: 'Ask',
		when: 'absolute',
		at: '2026-03-31T10:00',
	});
	await act('comment', 'add', { ...deal, text: 'Please look, @Anna Agent' });
	await act('history', 'add', { ...deal, text: 'The offer was sent', type: 'email', additionalFields: { user: 'Anna Agent' } });
	await act('notification', 'notify', { text: 'New lead', users: ['Anna Agent', 'Boris Lead'], recordSource: 'none' });
	await act('notification', 'notify', { text: 'Look at {{record.title}}', groups: ['Support'], ...deal });
	await act('filingRule', 'save', {
		rules: {
			rule: [
				{ namePattern: '*.pdf', section: 'Contracts' },
				{ mediaType: 'image/*', section: 'Pictures' },
			],
		},
	});
	for (const name of ['Contract.pdf', 'Contract.pdf', 'Logo.png'])
		await act('document', 'attach', { ...deal, additionalFields: { name } }, { items: [{ json: {}, binary: fileOf(name, name) }] });
	await act('projectTemplate', 'save', { defineAs: 'json', templateJson: JSON.stringify(TEMPLATE) });
	await act('projectTemplate', 'save', {
		defineAs: 'json',
		templateJson: JSON.stringify({
			name: 'Simple',
			parameters: [],
			stages: [{ name: 'All' }],
			tasks: [{ key: 'a', title: 'Do it', stage: 'All' }],
		}),
	});
	await act('project', 'start', { template: chosen('Business cards'), ...deal, parameters: filledIn({ printRun: 100 }) });
	await act('project', 'start', { template: chosen('Simple'), ...deal, parameters: filledIn({}) });
	for (const workflow of ['Won deals', 'Lost deals']) await switchOnWorkflow(scope, workflow);
}

async function must(runner: CrmStepRunner, step: NodeStep): Promise<IDataObject[]> {
	const end = await runner.run(step);
	if ('items' in end) return end.items.map(({ json }) => json);
	throw new Error(`The company could not be filled: ${step.resource} ${step.operation}`, { cause: end.error });
}
