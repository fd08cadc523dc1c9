import { addHistory, listHistory } from '../../../../../src/automation/families/history/history';
import { listNotifications } from '../../../../../src/automation/families/messages/inbox';
import { notifySupervisors } from '../../../../../src/automation/families/messages/notifySupervisors';
import type { CrmRecord } from '../../../../../src/model/record';
import type { User } from '../../../../../src/model/user';
import { Office, refOf, refusal, resultsOf, RUN } from '../../office';

let office: Office;
let boss: User;
let lead: User;
let ann: User;

beforeAll(async () => {
	office = await Office.open();
	[boss] = (await office.hire({ name: 'Boss' })) as [User];
	[lead] = (await office.hire({ name: 'Lead', supervisorId: boss.id })) as [User];
	[ann] = (await office.hire({ name: 'Ann', supervisorId: lead.id, email: 'ann@firm.example' })) as [User];
});
afterAll(async () => await office.close());

const dealOf = async (responsible: string | null) => (await office.add('deal', { title: 'Deal', responsible }))[0]!;
const notify = async (record: CrmRecord, recipients?: string[]) =>
	await office.runOne(notifySupervisors, { record: refOf(record), text: 'Look here', recipients });
const names = async (record: CrmRecord) => (await notify(record)).notified.map(({ name }) => name);

describe('notify supervisor', () => {
	it('tells the supervisor of the responsible person, on behalf of that person', async () => {
		const deal = await dealOf(ann.id);
		const output = await notify(deal);
		expect(output).toMatchObject({ notified: [{ id: lead.id, name: 'Lead' }], reason: null });
		expect(output.notifications).toEqual([
			expect.objectContaining({
				text: 'Look here',
				recipient: 'Lead',
				recipientId: lead.id,
				sender: 'Ann',
				senderId: ann.id,
				record: { type: 'deal', id: deal.id, title: 'Deal' },
				readAt: null,
				origin: RUN.origin,
			}),
		]);
		expect(await listNotifications(office.scope, { recipient: 'Lead', record: refOf(deal) })).toEqual(output.notifications);
		expect(await listHistory(office.scope, { record: refOf(deal) })).toEqual([]);
	});

	it('of an employee it tells the own supervisor: employees are records, too', async () => {
		const result = await office.runOne(notifySupervisors, { record: { type: 'user', id: ann.id }, text: 'Look here' });
		expect(result).toMatchObject({ notified: [{ id: lead.id, name: 'Lead' }], notifications: [{ senderId: null }], reason: null });
	});

	it('climbs past one who is away today, and comes back to him on the day after', async () => {
		const deal = await dealOf(ann.id);
		await office.change(lead, { absentFrom: '2026-03-01', absentUntil: '2026-03-02' });
		expect(await names(deal)).toEqual(['Boss']);
		office.clock.at = new Date('2026-03-02T23:30:00Z');
		expect(await names(deal)).toEqual(['Lead']);
		office.clock.at = new Date('2026-03-02T09:00:00Z');
		await office.change(boss, { absentFrom: '2026-02-01', absentUntil: '2026-04-01' });
		expect(await names(deal)).toEqual(['Lead']);
		await office.change(boss, { absentFrom: null, absentUntil: null });
		await office.change(lead, { absentFrom: null, absentUntil: null });
	});

	it('climbs past one who left', async () => {
		await office.change(lead, { active: false });
		expect(await names(await dealOf(ann.id))).toEqual(['Boss']);
		await office.change(lead, { active: true });
	});

	it('in a circle it is somebody else than the person, and alone it is nobody', async () => {
		const [x] = await office.hire({ name: 'X' });
		const [y] = await office.hire({ name: 'Y', supervisorId: x!.id });
		await office.change(x!, { supervisorId: y!.id });
		expect(await names(await dealOf(x!.id))).toEqual(['Y']);
		await office.change(y!, { active: false });
		expect(await names(await dealOf(x!.id))).toEqual([]);
	});

	it.each([
		['at the top', async () => await dealOf(boss.id), 'Boss has no supervisor.'],
		['of nobody', async () => await dealOf(null), '"Deal" has no responsible person.'],
	])('nobody to tell for a record %s is a warning in the history, no failure', async (_, make, reason) => {
		const deal = await make();
		expect(await notify(deal)).toEqual({ notified: [], notifications: [], text: 'Look here', emails: '', reason });
		expect(await listHistory(office.scope, { record: refOf(deal) })).toEqual([
			expect.objectContaining({ type: 'warning', text: expect.stringContaining(reason), user: null }),
		]);
	});

	it('tells chosen people instead, each once, without those who left', async () => {
		const deal = await dealOf(ann.id);
		const [gone] = await office.hire({ name: 'Gone', active: false });
		const told = await notify(deal, ['ann@firm.example', boss.id, 'ANN', gone!.id]);
		expect(told.notified.map(({ name }) => name)).toEqual(['Ann', 'Boss']);
		expect(told).toMatchObject({ text: 'Look here', emails: 'ann@firm.example' });
		expect(await notify(deal, [gone!.id])).toMatchObject({ notified: [], reason: expect.stringContaining('Gone') });
		await expect(notify(deal, ['Nemo'])).rejects.toEqual(refusal('notFound', '"Nemo"', 'Recipient'));
	});

	it('needs a text and a record', async () => {
		const deal = await dealOf(ann.id);
		await expect(office.runOne(notifySupervisors, { record: refOf(deal), text: ' ' })).rejects.toEqual(refusal('missingValue', 'text'));
		await expect(office.runOne(notifySupervisors, { record: { type: 'deal', id: '999999' }, text: 'x' })).rejects.toEqual(
			refusal('notFound', '999999'),
		);
	});

	it('a deal that was deleted can still be told about: by its last responsible person, without a link to it', async () => {
		const deal = await dealOf(ann.id);
		await office.scope.crm.remove([refOf(deal)], {});
		const output = await notify(deal);
		expect(output).toMatchObject({ notified: [{ name: 'Lead' }], notifications: [{ sender: 'Ann', record: null }] });
		expect(await notify(deal, ['Boss'])).toMatchObject({ notified: [{ name: 'Boss' }] });
	});

	it('200 at once, and the same step again tells nobody twice', async () => {
		const deals = await office.add(
			'deal',
			...Array.from({ length: 200 }, (_, index) => ({ title: `Deal ${index}`, responsible: index % 2 ? ann.id : boss.id })),
		);
		const inputs = deals.map((record) => ({ record: refOf(record), text: 'Lost' }));
		const first = await office.runStep(notifySupervisors, inputs, 'notify200');
		const counts = await office.count();
		const second = await office.runStep(notifySupervisors, inputs, 'notify200');
		expect(resultsOf(first).map(({ notified }) => notified.length)).toEqual(inputs.map((_, index) => index % 2));
		expect(resultsOf(second)).toEqual(resultsOf(first));
		expect(await office.count()).toEqual(counts);
	});
});

describe('history', () => {
	it('is of type information and by the system unless said otherwise', async () => {
		const deal = await dealOf(ann.id);
		const plain = await office.runOne(addHistory, { record: refOf(deal), text: 'Called' });
		expect(plain).toMatchObject({
			type: 'information',
			text: 'Called',
			user: null,
			userId: null,
			record: { type: 'deal', id: deal.id, title: 'Deal' },
			origin: RUN.origin,
		});
		const rich = await office.runOne(addHistory, { record: refOf(deal), text: 'Late', type: 'violation' }, { ...RUN, actor: ann.id });
		expect(rich).toMatchObject({ type: 'violation', user: 'Ann', userId: ann.id });
	});

	it('is filtered by type, user, record and time; a day is the whole day here', async () => {
		const deal = await dealOf(ann.id);
		office.clock.at = new Date('2026-03-04T23:30:00Z');
		await office.run(
			addHistory,
			['violation', 'call'].map((type) => ({ record: refOf(deal), text: type, type })),
			{ ...RUN, actor: ann.id },
		);
		office.clock.at = new Date('2026-03-02T09:00:00Z');
		const texts = async (filter: object) =>
			(await listHistory(office.scope, { record: refOf(deal), ...filter })).map(({ text }) => text).sort();
		expect(await texts({ types: ['violation'], user: 'Ann' })).toEqual(['violation']);
		expect(await texts({ types: [], from: '2026-03-05', until: '2026-03-05' })).toEqual(['call', 'violation']);
		expect(await texts({ until: '2026-03-04' })).toEqual([]);
		expect(await texts({ limit: 1 })).toHaveLength(1);
	});

	it('needs a text, a record and a known user', async () => {
		const record = refOf(await dealOf(ann.id));
		await expect(office.runOne(addHistory, { record, text: '' })).rejects.toEqual(refusal('missingValue', 'text'));
		await expect(office.runOne(addHistory, { record, text: 'x' }, { ...RUN, actor: '987654' })).rejects.toEqual(
			refusal('notFound', '987654'),
		);
		await expect(office.runOne(addHistory, { record: { type: 'deal', id: '999999' }, text: 'x' })).rejects.toEqual(
			refusal('notFound', '999999'),
		);
	});
});
