import { DEFAULT_DELIVERY } from '../../../src/automation/engine/delivery/options';
import type { TriggerSettings } from '../../../src/automation/engine/delivery/Subscription';
import { startProjects } from '../../../src/automation/families/projects/projects';
import type { Crm } from '../../../src/crm/Crm';
import type { Scope } from '../../../src/automation/engine/Scope';
import { saveTemplates } from '../../../src/automation/families/projects/templates';
import { foundCompany, type Company } from './company';

const AUTOMATION = {
	workflow: 'greetings',
	workflowName: 'Greetings',
	run: '1',
	node: 'n',
	pipeline: 'sales',
	stage: 'sales:new',
	depth: 0,
};
const DEAL = { type: 'deal', id: '1' };

/** A company with one of everything that the examples of the operations name: a deal, its double, a deleted one, and so on. */
export async function sampleCompany(): Promise<Company> {
	const company = await foundCompany();
	const { crm } = company.scope;
	await sampleSchema(crm);
	const { anna, clara } = company.users;
	await crm.users.update!(
		[
			{ id: anna, name: 'Anna Agent', groups: ['Sales'], role: 'employee' },
			{ id: clara, name: 'Clara Head', absentFrom: '2026-01-05', absentUntil: '2026-01-09' },
		],
		{},
	);
	await furnish(company);
	return company;
}

/** The group, the field, the record type and the pipeline that the examples name. */
export async function sampleSchema(crm: Crm): Promise<void> {
	await crm.users.groups.save!(['Sales']);
	await crm.schema!.saveField('deal', { name: 'contractEnd', label: 'Contract end', kind: 'date', required: false, help: 'The last day' });
	await crm.schema!.saveRecordType({ name: 'parcel', label: 'Parcel', pluralLabel: 'Parcels' });
	await crm.schema!.savePipeline({
		id: 'partners',
		name: 'Partner sales',
		recordType: 'deal',
		stages: [{ id: 'partners:first', name: 'First', kind: 'open' }],
	});
}

/** What the examples name, as far as the CRM has a place for it. `look`: makes the feed show what was written. */
export async function furnish({ scope, users }: Pick<Company, 'scope' | 'users'>, look = async (): Promise<void> => {}): Promise<void> {
	await switchOnWonDeals(scope);
	await furnishDeals(scope, users.anna);
	await furnishWork(scope, users);
	await furnishAbsences(scope, users);
	await winOnce(scope, users.boris, look);
}

/** `1`: the deal that starts the workflows; `2`: the same entered twice; `3`: deleted. */
async function furnishDeals({ crm }: Scope, anna: string): Promise<void> {
	const title = 'Northwind, 100 chairs';
	await crm.create(
		'deal',
		[{ values: { title, responsible: anna, amount: 11_000, description: 'From the fair' } }, { values: { title: 'Old enquiry' } }],
		{},
	);
	const [company] = await crm.create('company', [{ values: { title: 'Northwind' } }], {});
	const [contact] = await crm.create('contact', [{ values: { title: 'Nora North', email: 'nora@northwind.example' } }], {});
	const values = {
		title,
		amount: 12_000,
		currency: 'EUR',
		closeDate: '2026-05-31',
		contractEnd: '2027-05-31',
		company: company!.id,
		contact: contact!.id,
		source: 'website',
		externalId: 'D-1',
	};
	await crm.update('deal', [{ id: '1', values }], {});
	await crm.remove([{ type: 'deal', id: '3' }], {});
}

async function furnishAbsences({ ledger }: Scope, { anna, boris, clara }: Company['users']): Promise<void> {
	const own = { timeZone: null, hours: null };
	const training = { from: '2026-07-27', to: '2026-07-31', substituteId: anna, reason: 'Training' };
	await ledger.calendars.savePerson({ ...own, userId: boris, absences: [training] });
	const vacation = { from: '2026-08-03', to: '2026-08-14', substituteId: boris, reason: 'Vacation' };
	await ledger.calendars.savePerson({ ...own, userId: clara, absences: [vacation] });
}

async function furnishWork(scope: Scope, { anna, boris }: Company['users']): Promise<void> {
	const { crm, companions } = scope;
	await crm.tasks.create(
		[
			{
				title: 'Send the offer',
				description: 'By mail',
				responsibleId: anna,
				creatorId: boris,
				participantIds: [boris],
				observerIds: [boris],
				record: DEAL,
				deadline: '2026-05-04T16:00:00.000Z',
				tags: ['offer'],
				checklist: [{ text: 'Prices checked', done: false }],
				estimateMinutes: 30,
				origin: AUTOMATION,
			},
		],
		{},
	);
	await crm.activities?.create(
		[
			{
				kind: 'call',
				subject: 'The offer',
				description: 'Talk through the offer',
				record: DEAL,
				responsibleId: anna,
				durationMinutes: 30,
				completeOnStageChange: false,
				origin: AUTOMATION,
			},
		],
		{},
	);
	await crm.history.create([{ record: DEAL, type: 'call', text: 'Asked for an offer', userId: anna }], { origin: AUTOMATION });
	await companions.notifications.create([{ recipientId: boris, text: 'The deal is at risk', record: DEAL }], { origin: AUTOMATION });
	await crm.comments?.create([{ record: DEAL, text: '@Boris Lead please look', authorId: anna, mentionIds: [boris] }], {
		origin: AUTOMATION,
	});
	const contract = {
		record: DEAL,
		name: 'Contract.pdf',
		mediaType: 'application/pdf',
		section: 'Contracts',
		kind: 'contract',
		tags: ['signed'],
		authorId: anna,
	};
	await crm.documents?.create(
		[
			{ ...contract, content: Buffer.from('draft') },
			{ ...contract, content: Buffer.from('signed') },
		],
		{ origin: AUTOMATION },
	);
	await companions.filingRules.save(
		[{ namePattern: 'Contract*', mediaType: 'application/pdf', kind: 'contract', recordType: 'deal', section: 'Contracts' }],
		{},
	);
	await saveTemplates.perform(scope, [{ template: TEMPLATE }], {});
	await startProjects.perform(scope, [{ template: 'Customer onboarding', record: DEAL, parameters: { plan: 'Gold' } }], {
		actor: boris,
		origin: AUTOMATION,
	});
}

const TEMPLATE = {
	name: 'Customer onboarding',
	type: 'onboarding',
	parameters: [
		{ name: 'plan', label: 'Plan', kind: 'choice', required: true, choices: ['Silver', 'Gold'], default: 'Silver', help: 'What was sold' },
	],
	stages: [{ name: 'All', responsible: { kind: 'recordResponsible' } }],
	tasks: [
		{
			key: 'welcome',
			title: 'Welcome ({{plan}})',
			description: 'By phone',
			stage: 'All',
			deadline: { amount: 2, unit: 'days', workingTime: true },
			checklist: ['Dates'],
			priority: 'high',
		},
		{ key: 'train', title: 'Train', stage: 'All', after: ['welcome'] },
	],
};

async function switchOnWonDeals({ feed, ledger, clock }: Scope): Promise<void> {
	const settings: TriggerSettings = {
		filter: { event: 'stageChanged', recordType: 'deal', toStages: ['sales:won'] },
		allowOwnChanges: false,
		reentry: { kind: 'always' },
		delivery: DEFAULT_DELIVERY,
	};
	const now = clock.now().toISOString();
	await ledger.subscriptions.save({
		workflowId: 'won-deals',
		nodeId: 'on-win',
		workflowName: 'Won deals',
		nodeName: 'On win',
		cursor: await feed.head(),
		servedAt: now,
		activatedAt: now,
		settings: JSON.stringify(settings),
	});
	await ledger.processCards.save('won-deals', { department: 'Sales', category: 'Closing', description: 'What follows a win' }, now);
}

/** The deal was won and opened again; the run of its win failed once and then succeeded. */
async function winOnce({ crm, feed, ledger, clock }: Scope, boris: string, look: () => Promise<void>): Promise<void> {
	const write = { actor: boris, origin: AUTOMATION };
	await look();
	await crm.update('deal', [{ id: '1', values: { stage: 'sales:won' } }], write);
	await look();
	const [won] = await feed.newest({ types: ['deal'] }, 1);
	await crm.update('deal', [{ id: '1', values: { stage: 'sales:new' } }], write);
	await look();
	const at = clock.now().toISOString();
	const [row] = await ledger.deliveries.add(
		[{ workflowId: 'won-deals', nodeId: 'on-win', changeId: won!.id, replay: 0, recordKey: 'deal/1' }],
		at,
	);
	const claim = { owner: 'p', aliveUntil: at, at, executionId: '17', workflowVersion: '1' };
	const handOver = async () => (await ledger.deliveries.handOver([[row!.id]], claim, at))[0]!.runId!;
	await ledger.runs.claim({ id: await handOver() }, claim);
	await ledger.deliveries.retryAt([row!.id], at, 'The mail server is away', at);
	await ledger.runs.claim({ id: await handOver() }, { ...claim, executionId: '18' });
	await ledger.deliveries.finish([row!.id], { state: 'done', at, error: null });
}
