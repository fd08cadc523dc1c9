import { FIGURES } from '../../bench/figureList';
import { FAMILIES } from '../../bench/families';
import { readOptions } from '../../bench/options';
import { goalText, holds, median, ratio, rounded, steadyRate, worst } from '../../bench/support/arithmetic';
import { measurePairs, partOf, worstOf } from '../../bench/support/measurement';
import { printMarkdown } from '../../bench/support/markdown';
import { jsonLine, printTable, timesLine, type Result } from '../../bench/support/report';
import { steadyRates, wholeRates } from '../../bench/support/StoredRows';

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
		expect(
			ratio([
				{ own: 2, peer: 1 },
				{ own: 200, peer: 100 },
				{ own: 3, peer: 1 },
			]),
		).toBe(2);
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

	test('the steady rate is that of the rows after the first moment, over the time since then', () => {
		expect(
			steadyRate([
				{ at: 1000, rows: 1 },
				{ at: 1100, rows: 1 },
				{ at: 1500, rows: 1 },
			]),
		).toBe(4);
		expect(
			steadyRate([
				{ at: 2000, rows: 500 },
				{ at: 2500, rows: 500 },
				{ at: 3000, rows: 500 },
			]),
		).toBe(1000);
		expect(steadyRate([{ at: 2000, rows: 500 }])).toBeNaN();
		expect(steadyRate([])).toBeNaN();
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
		expect(pairs).toEqual([
			{ own: 2, peer: 10 },
			{ own: 3, peer: 10 },
			{ own: 4, peer: 10 },
		]);
		expect(partOf('changes', 'ms', pairs)).toEqual({ what: 'changes', unit: 'ms', own: 3, peer: 10, value: 0.3, count: 3 });
	});

	test('pairs may be of rates, of which each kind is compared by itself', async () => {
		const pairs = await measurePairs({
			pairs: 1,
			own: async () => ({ whole: 8, steady: 10 }),
			peer: async () => ({ whole: 2, steady: 5 }),
		});
		expect(wholeRates(pairs)).toEqual([{ own: 8, peer: 2 }]);
		expect(steadyRates(pairs)).toEqual([{ own: 10, peer: 5 }]);
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
		expect(JSON.parse(jsonLine({ figure, error: 'No room left.' }))).toEqual({
			name: 'template.vsSql',
			value: null,
			unit: 'ratio',
			goal: '≤ 3',
			holds: false,
			error: 'No room left.',
		});
	});
});

describe('the report for people', () => {
	const [ratioFigure, memory, idle] = ['template.vsSql', 'idle.memory', 'n8n.idle'].map((name) =>
		FIGURES.find((figure) => figure.name === name)!,
	);
	const durability = 'SQLite: synchronous=normal; PostgreSQL: fsync=on';
	const results: Result[] = [
		{
			figure: ratioFigure!,
			measurement: worstOf(
				[partOf('a | b', 'ms', [{ own: 40, peer: 10 }]), partOf('many', 'ms', [{ own: 2, peer: 1 }])],
				ratioFigure!.goal,
				{ durability },
			),
		},
		{
			figure: memory!,
			measurement: {
				value: 12.345,
				parts: [{ what: 'SQLite', unit: 'MB', own: 12.345, peer: Number.NaN, value: 12.345, count: 1 }],
				durability: 'PostgreSQL: fsync=on',
				note: 'Resident: 50 MB.',
			},
		},
		{ figure: idle!, error: 'No\nroom.' },
	];
	const lines = (printed: (print: (line: string) => void) => void): string[] => {
		const all: string[] = [];
		printed((line) => all.push(line));
		return all;
	};

	test('as Markdown it is the machine, a row per figure, and once how safe commits were', () => {
		const [machine, ...rest] = lines((print) => printMarkdown(results, '1:05 min in all.', print));
		expect(machine).toMatch(/^Measured on \d+ × .*, Node [\d.]+, \d{4}-\d\d-\d\d\.$/);
		expect(rest).toEqual([
			'',
			'| | Figure | Value | Goal | Both sides |',
			'|---|---|---|---|---|',
			'| ✗ | `template.vsSql` | 4 | ≤ 3 | a \\| b: 40 ms, peer 10 ms → 4 (1 ×)<br>many: 2 ms, peer 1 ms → 2 (1 ×) |',
			'| ✓ | `idle.memory` | 12.3 MB | ≤ 30 | SQLite: 12.3 MB (1 ×)<br>Resident: 50 MB. |',
			'| ✗ | `n8n.idle` | – | none | could not be measured: No room. |',
			'',
			'Commits, on both sides alike: SQLite: synchronous=normal; PostgreSQL: fsync=on.',
			'',
			'1:05 min in all.',
		]);
	});

	test('at the terminal it ends with how long everything took', () => {
		const printed = lines((print) => printTable(results, '1:05 min in all.', print));
		expect(printed.slice(-3)).toEqual(['', '1:05 min in all.', '']);
		expect(printed).toContain('✗ n8n.idle                     could not be measured: No\nroom.');
	});

	test('how long: minutes in all, seconds of each family', () => {
		expect(
			timesLine(
				[
					{ family: 'load', ms: 4_600 },
					{ family: 'idle', ms: 60_400 },
				],
				65_400,
			),
		).toBe('1:05 min in all: load 5 s, idle 60 s.');
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
			'timers.burst': '≥ 0.8',
			'timers.vsGraphile': '≥ 0.5',
			'timers.late': '≤ 1000',
			'timers.idle': '≤ 0.01',
			'template.vsSql': '≤ 3',
			'load.time': '≤ 150',
			'batch.vsSingle': '≥ 50',
			'batch.vsPostgresTrigger': '≥ 20',
			'batch.mergeFields': '≥ 3',
			'scaleout.workers2': null,
			'lists.slowest': '≤ 1000',
			'n8n.idle': null,
		});
	});

	test('measures each family once, and only those that are asked for', () => {
		expect(new Set(FIGURES.map(({ family }) => family))).toEqual(new Set(Object.keys(FAMILIES)));
		expect(readOptions(['--only', 'idle, load.time']).figures.map(({ name }) => name)).toEqual(['load.time', 'idle.cpu', 'idle.memory']);
		expect(readOptions([])).toEqual({ form: 'text', full: false, figures: FIGURES });
		expect(['--json', '--markdown'].map((flag) => readOptions([flag]).form)).toEqual(['json', 'markdown']);
		expect(() => readOptions(['--json', '--markdown'])).toThrow('give one of them');
		expect(() => readOptions(['--only', 'speed'])).toThrow('--only takes names of figures, not "speed". There are load.time,');
		expect(() => readOptions(['--only', ''])).toThrow('--only takes names of figures');
		expect(() => readOptions(['--fast'])).toThrow();
	});
});
