import type { Pipeline } from '../../../src/model/recordType';
import { refusedMove } from '../../../src/model/stageOrder';

const NAMES = { a: 'open', b: 'open', c: 'open', won: 'won', better: 'won', lost: 'lost', refused: 'lost' } as const;
type Name = keyof typeof NAMES;
const ways = (rules: Partial<Pipeline>): Pipeline => ({
	id: 'p',
	name: 'P',
	recordType: 'deal',
	stages: Object.entries(NAMES).map(([name, kind]) => ({ id: name, name, kind })),
	...rules,
});
const refused = (rules: Partial<Pipeline>, from: Name | undefined, to: Name) => {
	const pipeline = ways(rules);
	const stage = (name: Name) => pipeline.stages.find(({ id }) => id === name)!;
	const answer = refusedMove(pipeline, from === undefined ? undefined : stage(from), stage(to));
	return answer === undefined
		? undefined
		: { reason: answer.reason, next: answer.next.map(({ id }) => id), skipped: answer.skipped.map(({ id }) => id) };
};
const all = Object.keys(NAMES) as Name[];

test('without rules every move may be made', () => {
	for (const from of [undefined, ...all]) for (const to of all) expect([from, to, refused({}, from, to)]).toEqual([from, to, undefined]);
});

describe('with skipping forbidden', () => {
	const rules = { skipping: 'forbidden' } as const;

	test.each<[Name | undefined, Name]>([
		['a', 'b'],
		['c', 'won'],
		['c', 'better'],
		['won', 'better'],
		['a', 'lost'],
		['won', 'refused'],
		['lost', 'refused'],
		['c', 'a'],
		['won', 'b'],
		['lost', 'a'],
		[undefined, 'a'],
		[undefined, 'lost'],
		['b', 'b'],
	])('%s → %s may be made', (from, to) => expect(refused(rules, from, to)).toBeUndefined());

	test.each<[Name | undefined, Name, string[], string[]]>([
		['a', 'c', ['b'], ['b']],
		['a', 'won', ['b'], ['b', 'c']],
		['b', 'won', ['c'], ['c']],
		['lost', 'c', ['a'], ['a', 'b']],
		[undefined, 'b', ['a'], ['a']],
	])('%s → %s skips stages, and says what comes next', (from, to, next, skipped) =>
		expect(refused(rules, from, to)).toEqual({ reason: 'skips', next, skipped }),
	);
});

describe('with going back forbidden', () => {
	const rules = { backwards: 'forbidden' } as const;

	test.each<[Name | undefined, Name]>([
		['a', 'c'],
		['a', 'won'],
		['won', 'lost'],
		['lost', 'refused'],
		[undefined, 'c'],
	])('%s → %s may be made', (from, to) => expect(refused(rules, from, to)).toBeUndefined());

	test.each<[Name, Name, string[]]>([
		['c', 'b', ['won', 'better']],
		['won', 'c', ['better']],
		['lost', 'a', []],
		['lost', 'won', []],
	])('%s → %s goes back', (from, to, next) => expect(refused(rules, from, to)).toEqual({ reason: 'goesBack', next, skipped: [] }));
});
