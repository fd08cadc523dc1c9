import type { Backend } from '../../../src/crm/backends';
import type { RecordRef } from '../../../src/model/record';

const AT = '2026-03-02T09:00:00.000Z';
/** Letters of several alphabets, signs beyond the first 65,536, marks that combine, directions, quotes and breaks. */
const STRANGE = 'Zażółć Łódź · Привет · 日本語 · 🚀👩‍👩‍👧 · e\u0301 · \u202Eabc · "\'\\ \t\r\n \u2028 \u0001';
const LONG = 'Ä'.repeat(400_000);
export const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, index) => index);
/** Longer than what is handed on at once, and than a row of a page. */
export const LARGE = Buffer.alloc(3_000_001, EVERY_BYTE);

/** One of everything, with values that are easily lost on the way. */
export async function furnish({ crm, feed, ledger, companions }: Backend): Promise<void> {
	const write = { origin: { workflow: 'wf', workflowName: STRANGE, run: '1', node: 'n', depth: 1 } };
	await crm.schema!.saveField('deal', { name: 'constructor', label: STRANGE, kind: 'string', required: false, help: 'Über' });
	await crm.schema!.saveField('deal', {
		name: 'tags',
		label: 'Tags',
		kind: 'multiChoice',
		required: false,
		options: [
			{ value: 'a', label: 'Ä' },
			{ value: 'b', label: '🚀' },
		],
	});
	await crm.schema!.saveField('deal', { name: 'urgent', label: 'Urgent', kind: 'boolean', required: false, default: true });
	await crm.users.groups.save!(['Sales', 'Ä']);
	await crm.users.roles.save!([STRANGE]);
	await companions.permissions.save(STRANGE, [
		{ recordType: 'deal', allowed: ['see'], ownOnly: true },
		{ recordType: '*', allowed: [], ownOnly: false },
	]);
	const [boss] = await crm.users.create!([{ name: STRANGE, email: 'boss@example.com' }], write);
	const [anna] = await crm.users.create!(
		[{ name: 'Anna', supervisorId: boss!.id, groups: ['Sales', 'Ä'], absentFrom: '2026-01-01' }],
		write,
	);
	const deals = await crm.create(
		'deal',
		[
			{
				values: {
					title: STRANGE,
					amount: 0.1 + 0.2,
					responsible: anna!.id,
					tags: ['a', 'b'],
					urgent: false,
					constructor: STRANGE,
					closeDate: '2026-02-28',
				},
			},
			{ values: { title: 'Big', amount: 9_007_199_254_740_991, description: LONG } },
			{ values: { title: 'Small', amount: -1e-12, stage: 'sales:lost' } },
			...Array.from({ length: 1_200 }, (_, index) => ({ values: { title: `Deal ${index}`, amount: index } })),
		],
		write,
	);
	// What is at the stage already does not have what the stage asks for.
	await companions.stageGates.save('sales:lost', 'entering', {
		fields: ['constructor', 'title'],
		noOpenTasks: true,
		document: { section: STRANGE, kind: STRANGE },
		roles: [STRANGE],
		groups: ['Sales', 'Ä'],
		users: [anna!.id],
	});
	const [merged, deleted] = deals.slice(-2).map(({ id }) => ({ type: 'deal', id })) as [RecordRef, RecordRef];
	await crm.remove([merged], { ...write, reason: { kind: 'merged', into: deals[0]!.id } });
	// Numbers that are not there any more must not be given again.
	await crm.remove([deleted], write);
	const record = { type: 'deal', id: deals[0]!.id };
	const [parent] = await crm.tasks.create(
		[
			{
				title: STRANGE,
				responsibleId: anna!.id,
				record,
				tags: ['x', '🚀'],
				checklist: [{ text: STRANGE, done: true }],
				estimateMinutes: 12.5,
			},
		],
		write,
	);
	await crm.tasks.create([{ title: 'Child', responsibleId: anna!.id, parentId: parent!.id }], write);
	await crm.history.create([{ text: LONG, record, userId: anna!.id }], write);
	await companions.notifications.create([{ recipientId: boss!.id, text: STRANGE, record }], write);
	await crm.comments!.create([{ text: STRANGE, record, authorId: anna!.id, mentionIds: [boss!.id] }], write);
	await crm.activities!.create(
		[{ kind: 'meeting', description: STRANGE, record, responsibleId: anna!.id, durationMinutes: 12.5, at: AT }],
		write,
	);
	const document = {
		record,
		name: 'Umowa Łódź 🚀.pdf',
		mediaType: 'application/pdf',
		section: 'Contracts/日本語',
		kind: 'contract',
		tags: ['x', '🚀'],
	};
	await crm.documents!.create(
		[
			{ ...document, content: EVERY_BYTE },
			{ ...document, content: LARGE },
			{ ...document, content: new Uint8Array() },
		],
		write,
	);
	await companions.filingRules.save([{ namePattern: '*.pdf', recordType: 'deal', section: 'Ä' }, { section: 'Rest' }], write);
	const saved = await ledger.templates.save({ name: STRANGE, type: 'Printing', parameters: [], stages: [], tasks: [] }, AT);
	const [project] = await companions.projects.create(
		[
			{
				name: STRANGE,
				templateId: saved.id,
				templateVersion: saved.version,
				record,
				parameters: { paper: STRANGE, run: 1e21 },
				startedBy: anna!.id,
			},
		],
		write,
	);
	await ledger.plans.save(new Map([[project!.id, JSON.stringify({ plan: STRANGE })]]));
	await furnishLedger({ feed, ledger });
}

async function furnishLedger({ feed, ledger }: Pick<Backend, 'feed' | 'ledger'>): Promise<void> {
	await ledger.intents.take(
		{ key: 'wf:n:begun', fingerprint: STRANGE, owner: STRANGE, aliveUntil: AT, writes: JSON.stringify(LONG) },
		undefined,
	);
	await ledger.effects.store([{ key: `wf:n:${ledger.feedId}.1.0:0.0`, fingerprint: STRANGE, result: JSON.stringify(LONG), at: AT }]);
	const trigger = { workflowId: 'wf', nodeId: 'n' };
	await ledger.subscriptions.save({
		...trigger,
		workflowName: STRANGE,
		nodeName: 'CRM Trigger',
		cursor: await feed.head(),
		servedAt: AT,
		settings: '{}',
		activatedAt: AT,
	});
	await ledger.subscriptions.noteError(trigger, STRANGE, AT);
	const deliveries = await ledger.deliveries.add(
		['1', '2', '3'].map((changeId) => ({ ...trigger, changeId, replay: 0, recordKey: 'deal/1' })),
		AT,
	);
	const [done, claimed] = deliveries.map(({ id }) => id) as [string, string];
	await ledger.deliveries.finish([done], { state: 'failed', at: AT, error: STRANGE });
	const owner = { owner: 'dead|1|x', aliveUntil: AT };
	const [handedOver] = await ledger.deliveries.handOver([[claimed]], owner, AT);
	await ledger.runs.claim({ id: handedOver!.runId! }, { ...owner, at: AT, executionId: '7', workflowVersion: 'v' });
	await ledger.lastStarts.save(trigger, [{ recordKey: 'deal/1', changeId: '1', at: AT }]);
	await ledger.workflowVersions.numberOf('wf', STRANGE, AT);
	await ledger.followers.save('reactions', await feed.head(), AT);
	await ledger.leases.take('service', undefined, 'dead|1|x', AT);
	await ledger.transaction(async () => {
		await ledger.snapshots.movePosition('deal', undefined, { changedUntil: AT, complete: true });
		await ledger.snapshots.save('deal', [{ id: STRANGE, version: STRANGE, updatedAt: AT, values: { title: LONG }, seenAt: AT }]);
	});
	const own = { ref: { type: 'deal', id: STRANGE }, kind: 'updated', values: { title: LONG }, actor: STRANGE, at: AT } as const;
	await ledger.ownWrites.add(
		[{ ...own, version: STRANGE, updatedAt: AT, origin: { workflow: 'wf' }, reason: { kind: 'imported', file: STRANGE } }],
		'2000-01-01T00:00:00.000Z',
	);
	await ledger.timers.save([
		{ owner: 'trigger:wf:n', subject: STRANGE, dueAt: AT, occasion: STRANGE, recordKey: STRANGE, content: JSON.stringify(LONG), at: AT },
	]);
	await ledger.stageVisits.save([
		{
			ref: { type: 'deal', id: STRANGE },
			begunBy: STRANGE,
			pipeline: 'sales',
			stage: STRANGE,
			enteredAt: AT,
			enteredBy: '1',
			leftAt: AT,
			leftBy: '2',
			endedBy: STRANGE,
			goneAt: AT,
		},
	]);
	await ledger.calendars.saveCompany({
		timeZone: 'Europe/Warsaw',
		hours: [{ weekday: 1, opens: '09:00', closes: '24:00' }],
		holidays: [{ date: '12-24', name: STRANGE }],
	});
	await ledger.calendars.savePerson({
		userId: STRANGE,
		timeZone: 'Asia/Kolkata',
		hours: null,
		absences: [{ from: '2026-07-06', to: '2026-07-17', substituteId: STRANGE, reason: LONG }],
	});
	await ledger.processCards.save('wf', { department: STRANGE, description: LONG }, AT);
	await ledger.transaction(async () => await ledger.rotations.save('deal/Sales', STRANGE, AT));
}
