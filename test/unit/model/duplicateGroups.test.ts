import { DuplicateGroups } from '../../../src/model/DuplicateGroups';

const record = (id: string, filled = 1, createdAt = '2026-01-01') => ({ id, filled, createdAt });
const idsOf = (groups: DuplicateGroups) => groups.groups().map((group) => group.map(({ id }) => id));

test('records that share a key are one group, also over a third one', () => {
	const groups = new DuplicateGroups();
	groups.add(record('1'), ['a']);
	groups.add(record('2'), ['b']);
	groups.add(record('3'), ['c']);
	groups.add(record('4'), ['a', 'b']);
	groups.add(record('5'), []);
	groups.add(record('6'), []);
	expect(idsOf(groups)).toEqual([['1', '2', '4']]);
});

test('the master is the most complete, of equals the oldest, then the lowest id', () => {
	const groups = new DuplicateGroups();
	for (const each of [
		record('10', 2, '2026-01-02'),
		record('9', 2, '2026-01-02'),
		record('8', 3, '2026-01-03'),
		record('7', 2, '2026-01-01'),
	])
		groups.add(each, ['k']);
	expect(idsOf(groups)).toEqual([['8', '7', '9', '10']]);
});

test('large groups come first, then old ones', () => {
	const groups = new DuplicateGroups();
	for (const [id, key, at] of [
		['1', 'a', '3'],
		['2', 'a', '3'],
		['3', 'b', '1'],
		['4', 'b', '2'],
		['5', 'c', '9'],
		['6', 'c', '9'],
		['7', 'c', '9'],
	] as const)
		groups.add(record(id, 1, at), [key]);
	expect(idsOf(groups)).toEqual([
		['5', '6', '7'],
		['3', '4'],
		['1', '2'],
	]);
});

test('a chain of 100,000 records is one group', () => {
	const groups = new DuplicateGroups();
	for (let index = 0; index < 100_000; index++) groups.add(record(String(index)), [`k${index}`, `k${index + 1}`]);
	expect(groups.groups()).toHaveLength(1);
	expect(groups.groups()[0]).toHaveLength(100_000);
});
