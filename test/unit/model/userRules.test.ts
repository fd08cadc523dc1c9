import type { CrmError } from '../../../src/model/CrmError';
import type { User } from '../../../src/model/user';
import { refuseCircles, requireOwnEmails } from '../../../src/model/userRules';

const user = (id: string, more: Partial<User> = {}): User => ({
	id,
	name: `User ${id}`,
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
const refused = (work: () => void): CrmError | undefined => {
	try {
		work();
		return undefined;
	} catch (error) {
		return error as CrmError;
	}
};

describe('e-mail addresses', () => {
	const anna = user('1', { email: 'Anna@example.com' });

	test.each([
		['the same address in other letters', 'anna@EXAMPLE.com '],
		['the very same', 'Anna@example.com'],
	])('one address for two people is refused with both names: %s', (_, email) => {
		const bo = user('2', { email });
		const error = refused(() => requireOwnEmails([anna, bo], [bo]));
		expect(error).toMatchObject({
			code: 'conflict',
			message: expect.stringMatching(/^User "User 2" cannot have .*: User 1 has it\.$/),
			remedy: expect.stringContaining('User 1 (id 1)'),
		});
	});

	test('that of somebody who left is taken, too, and the sentence says so', () => {
		const gone = user('3', { email: 'gone@example.com', active: false });
		const bo = user('2', { email: 'gone@example.com' });
		expect(refused(() => requireOwnEmails([gone, bo], [bo]))?.message).toContain('User 3, who is inactive, has it');
	});

	test('two who are saved together are checked against each other', () => {
		const both = [user('4', { email: 'x@example.com' }), user('5', { email: 'x@example.com' })];
		expect(refused(() => requireOwnEmails(both, both))?.code).toBe('conflict');
	});

	test("one of one's own, none at all, and an old double that nobody touches are no matter", () => {
		const doubles = [user('6', { email: 'y@example.com' }), user('7', { email: 'y@example.com' })];
		expect(refused(() => requireOwnEmails([anna, user('8'), user('9'), ...doubles], [anna, user('8'), user('9')]))).toBeUndefined();
	});
});

describe('supervisors', () => {
	const chain = [user('1', { supervisorId: '2' }), user('2', { supervisorId: '3' }), user('3')];

	test('a chain, also to somebody who is not there any more, is no circle', () => {
		expect(refused(() => refuseCircles(chain, chain))).toBeUndefined();
		expect(refused(() => refuseCircles([user('1', { supervisorId: '99' })], [{ id: '1' }]))).toBeUndefined();
		expect(refused(() => refuseCircles(chain, [{ id: '99' }]))).toBeUndefined();
	});

	test('a circle is refused with the names on the way', () => {
		const closed = [...chain.slice(0, 2), user('3', { supervisorId: '1' })];
		expect(refused(() => refuseCircles(closed, [{ id: '3' }]))).toMatchObject({
			code: 'invalidValue',
			message: 'The supervisors would go in a circle: User 3 → User 1 → User 2 → User 3.',
		});
	});

	test('nobody is above himself', () => {
		expect(refused(() => refuseCircles([user('1', { supervisorId: '1' })], [{ id: '1' }]))?.message).toContain('User 1 → User 1');
	});

	test('who is only below an old circle can be saved', () => {
		const old = [user('1', { supervisorId: '2' }), user('2', { supervisorId: '1' }), user('3', { supervisorId: '1' })];
		expect(refused(() => refuseCircles(old, [{ id: '3' }]))).toBeUndefined();
	});
});
