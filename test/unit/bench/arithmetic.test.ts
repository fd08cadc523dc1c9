import { FIGURES } from '../../bench/figureList';
import { FAMILIES } from '../../bench/families';
import { readOptions } from '../../bench/options';
import { goalText, holds, median, ratio, rounded, worst } from '../../bench/support/arithmetic';
import { measurePairs, partOf, worstOf } from '../../bench/support/measurement';
import { jsonLine } from '../../bench/support/report';

describe('the arithmetic of the benchmarks', () => {
	test('the median is the middle one, or between the two in the middle', () => {
		expect(median([3, 100, 1])).toBe(3);
		expect(median([4, 1, 3, 2])).toBe(2.5);
		expect(median([7])).toBe(7);
		expect(median([])).toBeNaN();
		const numbers = [2, 1];
		median(numbers);
		expect(numbers).toEqual([2, 1]);
	});

	test('the ratio is that of pairs, not of the two medians: what slows a while slows both of a pair', () => {
		expect(ratio([{ own: 2, peer: 1 }, { own: 200, peer: 100 }, { own: 3, peer: 1 }])).toBe(2);
	});

	test('a goal holds at its edge; what could not be measured holds nothing', () => {
		expect(holds(1.15, { atMost: 1.15 })).toBe(true);
		expect(holds(1.16, { atMost: 1.15 })).toBe(false);
		expect(holds(0.95, { atLeast: 0.95 })).toBe(true);
		expect(holds(0.94, { atLeast: 0.95 })).toBe(false);
		expect(holds(Number.NaN, { atMost: 1 })).toBe(false);
		expect(holds(Number.NaN, { atLeast: 1 })).toBe(false);
		expect(holds(5, null)).toBeNull();
		expect([goalText({ atMost: 2 }), goalText({ atLeast: 0.95 }), goalText(null)]).toEqual(['≤ 2', '≥ 0.95', null]);
	});

	test('of several parts the one that is furthest from the goal counts, and one that is no number before all', () => {
		const values = [{ value: 1 }, { value: 3 }, { value: 2 }];
		expect(worst(values, { atMost: 5 })).toEqual({ value: 3 });
		expect(worst(values, { atLeast: 5 })).toEqual({ value: 1 });
		expect(worst(values, null)).toEqual({ value: 3 });
		expect(worst([...values, { value: Number.NaN }], { atMost: 5 }).value).toBeNaN();
		expect(() => worst([], { atMost: 1 })).toThrow('Nothing was measured.');
	});

	test('three digits that count', () => {
		expect([0.00043812, 1.2345, 12345, Number.NaN].map(rounded)).toEqual([0.000438, 1.23, 12300, Number.NaN]);
	});

	test('pairs are measured alternately, the first of them taking turns, and the warm-ups do not count', async () => {
		const order: string[] = [];
		let own = 0;
		const pairs = await measurePairs({
			pairs: 3,
			warmUps: 1,
			own: async () => (order.push('own'), ++own),
			peer: async () => (order.push('peer'), 10),
		});
		expect(order).toEqual(['peer', 'own', 'own', 'peer', 'peer', 'own', 'own', 'peer']);
		expect(pairs).toEqual([{ own: 2, peer: 10 }, { own: 3, peer: 10 }, { own: 4, peer: 10 }]);
		expect(partOf('changes', 'ms', pairs)).toEqual({ what: 'changes', unit: 'ms', own: 3, peer: 10, value: 0.3, count: 3 });
	});
});

describe('the report of the benchmarks', () => {
	const figure = FIGURES.find(({ name }) => name === 'template.vsSql')!;
	const part = partOf('projects', 'ms', [{ own: 30, peer: 10 }]);

	test('a line has the five of a figure first, and the peer beside it', () => {
		const line = jsonLine({ figure, measurement: worstOf([part], figure.goal, { durability: 'SQLite: synchronous=normal' }) });
		expect(JSON.parse(line)).toEqual({
			name: 'template.vsSql',
			value: 3,
			unit: 'ratio',
			goal: '≤ 3',
			holds: true,
			parts: [{ what: 'projects', unit: 'ms', own: 30, peer: 10, value: 3, count: 1 }],
			durability: 'SQLite: synchronous=normal',
		});
	});

	test('a figure that could not be measured has a line that says why, and does not hold', () => {
		expect(JSON.parse(jsonLine({ figure, error: 'No room left.' }))).toEqual({ name: 'template.vsSql', value: null, unit: 'ratio', goal: '≤ 3', holds: false, error: 'No room left.' });
	});
});

describe('the list of figures', () => {
	test('has every figure that was promised, with its goal', () => {
		expect(Object.fromEntries(FIGURES.map(({ name, goal }) => [name, goalText(goal)]))).toEqual({
			'latency.vsWebhook': '≤ 1.15',
			'throughput.vsWebhook': '≥ 0.95',
			'capture.overhead.sqlite': '≤ 2',
			'capture.overhead.postgres': '≤ 2',
			'effects.overhead': '≤ 1.5',
			'growth.feed': '≤ 1.2',
			'wake.vsGraphile': '≤ 1',
			'feed.vsGraphile': '≥ 1',
			'idle.cpu': '≤ 0.01',
			'idle.memory': '≤ 30',
			'template.vsSql': '≤ 3',
			'load.time': '≤ 150',
			'lists.slowest': '≤ 1000',
			'n8n.idle': null,
		});
	});

	test('measures each family once, and only those that are asked for', () => {
		expect(new Set(FIGURES.map(({ family }) => family))).toEqual(new Set(Object.keys(FAMILIES)));
		expect(readOptions(['--only', 'idle, load.time']).figures.map(({ name }) => name)).toEqual(['load.time', 'idle.cpu', 'idle.memory']);
		expect(readOptions([])).toEqual({ json: false, full: false, figures: FIGURES });
		expect(() => readOptions(['--only', 'speed'])).toThrow('--only takes names of figures, not "speed". There are load.time,');
		expect(() => readOptions(['--only', ''])).toThrow('--only takes names of figures');
		expect(() => readOptions(['--fast'])).toThrow();
	});
});
