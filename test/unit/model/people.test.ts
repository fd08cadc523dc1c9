import { Away, emptyCalendar, type PersonCalendar } from '../../../src/model/calendars';
import { People } from '../../../src/model/people';
import { chooseSupervisor } from '../../../src/model/supervisor';
import type { User } from '../../../src/model/user';

const user = (id: string, name: string, more: Partial<User> = {}): User => ({
	id,
	name,
	email: null,
	supervisorId: null,
	role: null,
	groups: [],
	active: true,
	absentFrom: null,
	absentUntil: null,
	values: {},
	...more,
});

describe('people', () => {
	const people = new People([
		user('1', 'Ann Berg', { email: 'Ann@firm.example' }),
		user('2', 'Bo Lind', { email: 'bo@firm.example' }),
		user('3', 'Bo Lind', { email: null }),
		user('4', 'Cy Dahl', { active: false }),
		user('5', 'Cy Dahl'),
	]);

	it.each([
		['id', '2', '2'],
		['e-mail address, upper and lower case alike', 'ANN@firm.example', '1'],
		['name, upper and lower case alike', ' ann berg ', '1'],
		['name, of whom one still works here', 'Cy Dahl', '5'],
	])('are found by %s', (_, reference, id) => {
		expect(people.resolve(reference, 'Responsible').id).toBe(id);
	});

	it.each([
		['the e-mail address', '1', 'Ann@firm.example'],
		['the name with the id, where there is no address', '3', 'Bo Lind (user 3)'],
		['the same where somebody who works here has that address too', '6', 'Di Holm (user 6)'],
		['the address of who works here, whoever had it before', '7', 'di@firm.example'],
	])('a form keeps of who is picked %s, which means the same person', (_, id, key) => {
		const kept = new People([
			...people.all,
			user('6', 'Di Holm', { email: 'di@firm.example', active: false }),
			user('7', 'Di Holm', { email: 'DI@firm.example' }),
		]);
		expect(kept.keyOf(kept.byId(id)!).toLowerCase()).toBe(key.toLowerCase());
		expect(kept.resolve(kept.keyOf(kept.byId(id)!), 'Responsible').id).toBe(id);
	});

	it('who was picked without an address is found by the name where the id is that of somebody else', () => {
		expect(people.resolve('Ann Berg (user 2)', 'Responsible').id).toBe('1');
		expect(people.resolve('ann  berg (user 9)', 'Responsible').id).toBe('1');
	});

	it.each([
		['Jan Nowak (user 1)', 'Responsible: Jan Nowak was chosen, but user 1 is Ann Berg here.'],
		['Jan Nowak (user 77)', 'Responsible: Jan Nowak was chosen, who is not among the users here.'],
		['Bo Lind (user 1)', 'Responsible: Bo Lind was chosen, but user 1 is Ann Berg here.'],
	])('%s is nobody here, and nobody else is taken', (reference, message) => {
		expect(() => people.resolve(reference, 'Responsible')).toThrow(message);
	});

	it('several of one name are named, with what tells them apart', () => {
		expect(() => people.resolve('bo lind', 'Responsible')).toThrow(
			'Responsible: 2 users are called "bo lind": Bo Lind (bo@firm.example, id 2), Bo Lind (no e-mail address, id 3).',
		);
	});

	it('an unknown one is answered with those nearest', () => {
		expect(() => people.resolve('Ann Burg', 'Responsible')).toThrow(
			expect.objectContaining({
				code: 'notFound',
				message: expect.stringContaining('"Ann Burg"'),
				remedy: expect.stringMatching(/^Choose one of: Ann Berg/),
			}),
		);
	});
});

describe('the supervisor to turn to', () => {
	const now = new Date('2026-03-02T10:00:00Z');
	const person = user('1', 'Ann');
	const away = { absentFrom: '2026-03-01', absentUntil: '2026-03-02' };
	const absence = (userId: string, substituteId: string | null): PersonCalendar => ({
		...emptyCalendar(userId),
		absences: [{ from: '2026-03-02', to: '2026-03-02', substituteId, reason: null }],
	});
	const choose = (chain: readonly User[], people: readonly PersonCalendar[] = [], others: readonly User[] = []) =>
		chooseSupervisor(person, chain, new Away({ company: null, people: [...people] }, now, 'UTC'), (id) =>
			[person, ...chain, ...others].find((each) => each.id === id),
		);

	it.each<[string, User[], string]>([
		['is the nearest', [user('2', 'Bo'), user('3', 'Cy')], 'Bo'],
		['is not one who left', [user('2', 'Bo', { active: false }), user('3', 'Cy')], 'Cy'],
		['is not one who is away', [user('2', 'Bo', away), user('3', 'Cy')], 'Cy'],
		['is back on the day after', [user('2', 'Bo', { ...away, absentUntil: '2026-03-01' }), user('3', 'Cy')], 'Bo'],
		['is not the person, in a circle', [user('2', 'Bo', { active: false }), person, user('3', 'Cy')], 'Cy'],
		[
			'is the nearest absent one when all are away',
			[user('2', 'Bo', { active: false }), user('3', 'Cy', away), user('4', 'Di', away)],
			'Cy',
		],
	])('%s', (_, chain, name) => {
		expect(choose(chain).user?.name).toBe(name);
	});

	it.each<[string, User[], string]>([
		['at the top', [], 'Ann has no supervisor.'],
		['who is his own', [person], 'Ann has no supervisor.'],
		['above whom all left', [user('2', 'Bo', { active: false })], 'Nobody above Ann works here any more.'],
	])('is nobody for a person %s', (_, chain, reason) => {
		expect(choose(chain)).toEqual({ user: null, reason });
	});

	it.each<[string, PersonCalendar[], string]>([
		['whoever stands in for the nearest', [absence('2', '9')], 'Sue'],
		['the next above where nobody stands in', [absence('2', null)], 'Cy'],
		['the next above where who stands in is away too', [absence('2', '9'), absence('9', '3')], 'Cy'],
		['the next above where the person would stand in', [absence('2', '1')], 'Cy'],
		['the next above where who stood in is gone', [absence('2', '77')], 'Cy'],
	])('is %s', (_, people, name) => {
		expect(choose([user('2', 'Bo'), user('3', 'Cy')], people, [user('9', 'Sue')]).user?.name).toBe(name);
	});

	it('is away by the day it is where he works', () => {
		const inApia: PersonCalendar = { ...absence('2', null), timeZone: 'Pacific/Kiritimati' };
		expect(choose([user('2', 'Bo'), user('3', 'Cy')], [inApia]).user?.name).toBe('Bo');
	});
});
