import { plainCopy } from '../../../src/crm/builtin/plainCopy';

test('a copy is the same, and shares nothing with what it was made of', () => {
	const user = { name: 'Anna', email: null, groups: ['Sales'], active: true, values: { result: 5, tags: ['a'] } };
	const copy = plainCopy([user]);
	expect(copy).toEqual([user]);
	copy[0]!.groups.push('Support');
	copy[0]!.values.tags.push('b');
	copy[0]!.values.result = 6;
	expect(user).toEqual({ name: 'Anna', email: null, groups: ['Sales'], active: true, values: { result: 5, tags: ['a'] } });
});

test.each([[undefined], [null], [0], ['text'], [false]])('%p is what it was', (value) => expect(plainCopy(value)).toBe(value));
