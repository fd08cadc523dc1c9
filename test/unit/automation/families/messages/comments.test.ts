import { addComments, listComments } from '../../../../../src/automation/families/messages/comments';
import { listNotifications, markNotificationsRead } from '../../../../../src/automation/families/messages/inbox';
import { addHistory, countHistory } from '../../../../../src/automation/families/history/history';
import { notifyPeople } from '../../../../../src/automation/families/messages/notify';
import { createTasks } from '../../../../../src/automation/families/tasks/tasks';
import type { CrmRecord } from '../../../../../src/model/record';
import type { User } from '../../../../../src/model/user';
import { Office, refOf, refusal, RUN } from '../../office';
import type { AddCommentInput } from '../../../../../src/automation/families/messages/inputs';

let office: Office;
let ann: User;
let bo: User;
let deal: CrmRecord;

beforeAll(async () => {
	office = await Office.open();
	await office.furnish();
	[ann, bo] = (await office.hire(
		{ name: 'Ann Berg', email: 'ann@firm.example', groups: ['Printers'] },
		{ name: 'Bo Lind', email: 'bo@firm.example', groups: ['Printers'] },
		{ name: 'Twin' },
		{ name: 'Twin' },
		{ name: 'Cy Gone', active: false, groups: ['Printers'] },
	)) as [User, User];
	[deal] = (await office.add('deal', { title: 'Big deal for @Bo Lind', responsible: ann.id })) as [CrmRecord];
});
afterAll(async () => await office.close());

const add = async (input: Partial<AddCommentInput> & { text: string }, write = RUN) =>
	await office.runOne(addComments, { record: refOf(deal), ...input }, write);

describe('commenting', () => {
	it('is by who acts; each person mentioned is told once, with a link', async () => {
		const output = await add(
			{ text: '@Ann Berg, see @ann@firm.example', mention: ['Ann Berg', 'bo@firm.example'] },
			{ ...RUN, actor: bo.id },
		);
		expect(output).toMatchObject({
			text: '@Ann Berg, see @ann@firm.example',
			author: 'Bo Lind',
			record: { type: 'deal', id: deal.id },
			mentions: [
				{ id: ann.id, name: 'Ann Berg' },
				{ id: bo.id, name: 'Bo Lind' },
			],
			notified: [{ name: 'Ann Berg' }, { name: 'Bo Lind' }],
			skipped: [],
			unclear: [],
		});
		const notices = await listNotifications(office.scope, { recipient: ann.id });
		expect(notices).toEqual([
			expect.objectContaining({
				sender: 'Bo Lind',
				record: expect.objectContaining({ id: deal.id }),
				text: expect.stringMatching(/^Bo Lind mentioned you .* deal "Big deal.*: @Ann Berg, see/),
			}),
		]);
	});

	it('merge fields are filled in; what they hold mentions nobody, but can be a mention', async () => {
		expect(await add({ text: '@{{record.responsible}}: {{record.title}}' })).toMatchObject({
			text: '@Ann Berg: Big deal for @Bo Lind',
			author: null,
			mentions: [{ name: 'Ann Berg' }],
		});
		await expect(add({ text: '{{record.titel}}' })).rejects.toEqual(refusal('invalidValue', 'record.titel'));
	});

	it('a task is commented on as well', async () => {
		const task = await office.runOne(createTasks, { title: 'Call', responsible: { kind: 'user', user: 'Bo Lind' } });
		expect(await add({ record: { type: 'task', id: task.id }, text: 'Done: {{record.title}}' })).toMatchObject({
			text: 'Done: Call',
			record: { type: 'task', title: 'Call' },
		});
	});

	it('who left is mentioned and not told', async () => {
		expect(await add({ text: '@Cy Gone' })).toMatchObject({
			mentions: [{ name: 'Cy Gone' }],
			notified: [],
			skipped: [{ name: 'Cy Gone' }],
		});
	});

	it.each([
		['nobody', '@Nemo', 'notFound', '"@Nemo"'],
		['several people', '@Twin', 'invalidValue', '"@Twin"'],
	])('a mention of %s is refused and nothing is written, or left as text', async (_, text, code, word) => {
		const before = [await listComments(office.scope, {}), await office.count()];
		await expect(add({ text: `@Ann Berg and ${text}` })).rejects.toEqual(refusal(code, word, 'Big deal'));
		expect([await listComments(office.scope, {}), await office.count()]).toEqual(before);
		expect(await add({ text: `@Ann Berg and ${text}`, leaveUnclear: true })).toMatchObject({
			unclear: [text],
			notified: [{ name: 'Ann Berg' }],
		});
	});

	it.each([
		['no text', { text: ' ' }, 'missingValue', 'Big deal'],
		['an unknown record', { text: 'x', record: { type: 'deal', id: '999999' } }, 'notFound', '999999'],
		['an unknown person to mention', { text: 'x', mention: ['Nemo'] }, 'notFound', 'Nemo'],
	])('%s is refused', async (_, bad, code, word) => {
		await expect(add(bad)).rejects.toEqual(refusal(code, word));
	});

	it('comments are listed by author and time', async () => {
		office.clock.at = new Date('2026-03-09T09:00:00Z');
		await add({ text: 'A week later' }, { ...RUN, actor: ann.id });
		office.clock.at = new Date('2026-03-02T09:00:00Z');
		const texts = async (filter: Parameters<typeof listComments>[1]) => (await listComments(office.scope, filter)).map(({ text }) => text);
		expect(await texts({ author: 'Ann Berg' })).toEqual(['A week later']);
		expect(await texts({ record: refOf(deal), from: '2026-03-09', until: '2026-03-09' })).toEqual(['A week later']);
		expect(await texts({ until: '2026-03-02', author: 'bo@firm.example' })).toHaveLength(1);
	});
});

describe('notifying people', () => {
	it('users and groups, each once; who left is skipped and named', async () => {
		const output = await office.runOne(
			notifyPeople,
			{ text: 'New: {{record.title}}', users: ['ann@firm.example'], groups: ['printers'], record: refOf(deal) },
			{ ...RUN, actor: bo.id },
		);
		expect(output).toMatchObject({ notified: [{ name: 'Ann Berg' }, { name: 'Bo Lind' }], skipped: [{ name: 'Cy Gone' }], reason: null });
		expect(output).toMatchObject({ text: 'New: Big deal for @Bo Lind', emails: 'ann@firm.example, bo@firm.example' });
		expect(output.notifications).toHaveLength(2);
		expect(output.notifications[0]).toMatchObject({ text: 'New: Big deal for @Bo Lind', sender: 'Bo Lind', record: { id: deal.id } });
	});

	it('nobody left to tell is written down and no error', async () => {
		const before = await office.count();
		expect(await office.runOne(notifyPeople, { text: 'x', users: ['Cy Gone'], record: refOf(deal) })).toMatchObject({
			notified: [],
			reason: expect.stringContaining('Cy Gone'),
		});
		expect(await office.runOne(notifyPeople, { text: 'x', groups: ['Nobody'] })).toMatchObject({
			notified: [],
			reason: expect.stringContaining('"Nobody"'),
		});
		expect(await office.count()).toEqual({ ...before, history: before['history']! + 1 });
	});

	it.each([
		['no recipient', { text: 'x', users: [' '] }, 'missingValue', 'recipients'],
		['no text', { text: '', users: ['Ann Berg'] }, 'missingValue', 'text'],
		['an unknown group', { text: 'x', groups: ['Painters'] }, 'notFound', '"Painters"'],
		['an unknown user', { text: 'x', users: ['Nemo'] }, 'notFound', '"Nemo"'],
		['a merge field without a record', { text: '{{record.title}}', users: ['Ann Berg'] }, 'invalidValue', 'record.title'],
	])('%s is refused, and nobody is told', async (_, input, code, word) => {
		const before = await office.count();
		await expect(office.run(notifyPeople, [{ text: 'good', users: ['Ann Berg'] }, input].slice(1))).rejects.toEqual(refusal(code, word));
		expect(await office.count()).toEqual(before);
	});
});

describe('an inbox', () => {
	it('one notice is marked as read, then all of a person', async () => {
		const unread = await listNotifications(office.scope, { recipient: 'Bo Lind', unreadOnly: true });
		expect(unread.length).toBeGreaterThan(1);
		const one = { kind: 'one', notification: unread[0]!.id } as const;
		expect(await office.runOne(markNotificationsRead, one)).toMatchObject({
			id: unread[0]!.id,
			recipient: 'Bo Lind',
			readAt: '2026-03-02T09:00:00.000Z',
			marked: 1,
		});
		expect(await office.runOne(markNotificationsRead, one)).toMatchObject({ marked: 0 });
		expect(await office.runOne(markNotificationsRead, { kind: 'all', recipient: 'bo@firm.example' })).toEqual({
			recipient: 'Bo Lind',
			recipientId: bo.id,
			marked: unread.length - 1,
			reason: null,
		});
		expect(await listNotifications(office.scope, { recipient: bo.id, unreadOnly: true })).toEqual([]);
		await expect(office.runOne(markNotificationsRead, { kind: 'one', notification: '999999' })).rejects.toEqual(
			refusal('notFound', '999999'),
		);
		await expect(office.runOne(markNotificationsRead, { kind: 'all', recipient: 'Nemo' })).rejects.toEqual(refusal('notFound', 'Nemo'));
	});
});

describe('counting the history', () => {
	it('per employee and type, the most first, with the name', async () => {
		const [other] = await office.add('deal', { title: 'Counted' });
		const note = async (type: string, user?: User) =>
			await office.runOne(addHistory, { record: refOf(other!), text: 'x', type }, { ...RUN, actor: user?.id });
		for (const [type, user] of [
			['violation', bo],
			['violation', bo],
			['call', ann],
			['violation', ann],
			['violation', undefined],
		] as const)
			await note(type, user);
		const count = async (filter = {}, by?: 'user' | 'type') =>
			(await countHistory(office.scope, { record: refOf(other!), ...filter }, by)).map(({ user, type, count }) => [user, type, count]);
		expect(await count()).toEqual([
			['Bo Lind', 'violation', 2],
			[null, 'violation', 1],
			['Ann Berg', 'call', 1],
			['Ann Berg', 'violation', 1],
		]);
		expect(await count({}, 'user')).toEqual([
			['Ann Berg', undefined, 2],
			['Bo Lind', undefined, 2],
			[null, undefined, 1],
		]);
		expect(await count({}, 'type')).toEqual([
			[undefined, 'violation', 4],
			[undefined, 'call', 1],
		]);
		expect(await count({ types: ['violation'], user: 'bo@firm.example', from: '2026-03-02', until: '2026-03-02' })).toEqual([
			['Bo Lind', 'violation', 2],
		]);
		expect(await count({ until: '2026-03-01' })).toEqual([]);
	});
});
