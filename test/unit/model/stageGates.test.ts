import type { RecordTypeDescription } from '../../../src/model/recordType';
import {
	asksForNothing,
	checkGate,
	GateClosed,
	gatesBetween,
	missingFor,
	NO_GATE,
	requireOpenGates,
	type Gate,
	type GateFacts,
	type StageGates,
} from '../../../src/model/stageGates';
import type { User } from '../../../src/model/user';

const type: RecordTypeDescription = {
	name: 'deal',
	label: 'Deal',
	pluralLabel: 'Deals',
	editable: true,
	fields: ['title', 'stage', 'amount', 'tags'].map((name) => ({
		name,
		label: name.toUpperCase(),
		kind: 'string',
		required: false,
		system: false,
	})),
	pipelines: [
		{
			id: 'sales',
			name: 'Sales',
			recordType: 'deal',
			stages: ['new', 'won'].map((name) => ({ id: name, name: name.toUpperCase(), kind: 'open' })),
		},
	],
};
const person = (id: string, more: Partial<User> = {}): User => ({
	id,
	name: `Person ${id}`,
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
const gate = (more: Partial<Gate>): Gate => ({ ...NO_GATE, ...more });
const facts = (more: Partial<GateFacts> = {}): GateFacts => ({
	values: { title: 'Acme' },
	openTasks: 0,
	documents: [],
	actor: undefined,
	...more,
});
const missing = (asked: Partial<Gate>, known: Partial<GateFacts> = {}) =>
	missingFor([{ side: 'entering', stage: 'won', gate: gate(asked) }], facts(known)).map(({ kind }) => kind);

describe('gates between two stages', () => {
	const all = new Map<string, StageGates>([
		['new', { leaving: gate({ noOpenTasks: true }) }],
		['won', { entering: gate({ fields: ['amount'] }), leaving: gate({ fields: ['tags'] }) }],
	]);
	const sides = (from: unknown, to: unknown) => gatesBetween(all, from, to).map(({ side, stage }) => `${side} ${stage}`);

	test.each([
		['new', 'won', ['leaving new', 'entering won']],
		['won', 'new', ['leaving won']],
		[null, 'won', ['entering won']],
		['won', null, ['leaving won']],
		['won', 'won', []],
		[undefined, null, []],
		['gone', 'new', []],
	])('%s → %s', (from, to, passed) => {
		expect(sides(from, to)).toEqual(passed);
	});
});

describe('what is missing', () => {
	test.each([
		['a text', 'x', []],
		['a number', 0, []],
		['a "no"', false, []],
		['a list', ['a'], []],
		['nothing', null, ['field']],
		['a field that was never set', undefined, ['field']],
		['blanks', ' \t\n', ['field']],
		['an empty list', [], ['field']],
	])('in a field: %s', (_, amount, expected) => {
		expect(missing({ fields: ['amount'] }, { values: amount === undefined ? {} : { amount } })).toEqual(expected);
	});

	test('open tasks count only where they are asked for', () => {
		expect(missing({ noOpenTasks: true }, { openTasks: 2 })).toEqual(['tasks']);
		expect(missing({ noOpenTasks: true })).toEqual([]);
		expect(missing({ fields: ['title'] }, { openTasks: 2 })).toEqual([]);
	});

	test.each([
		[{}, []],
		[{ section: 'Contract' }, []],
		[{ kind: 'signed' }, []],
		[{ section: 'Contract', kind: 'signed' }, ['document']],
		[{ section: 'contract' }, ['document']],
	])('a document %j', (document, expected) => {
		const documents = [
			{ section: 'Contract', kind: null },
			{ section: 'Other', kind: 'signed' },
		];
		expect(missing({ document }, { documents })).toEqual(expected);
		expect(missing({ document })).toEqual(['document']);
	});

	test('somebody who may: by role, by group or named; nobody in particular may not', () => {
		const asked = { roles: ['head'], groups: ['Board'], users: ['7'] };
		expect(missing(asked, { actor: person('1', { role: 'head' }) })).toEqual([]);
		expect(missing(asked, { actor: person('1', { groups: ['Sales', 'Board'] }) })).toEqual([]);
		expect(missing(asked, { actor: person('7') })).toEqual([]);
		expect(missing(asked, { actor: person('1', { role: 'agent', groups: ['Sales'] }) })).toEqual(['person']);
		expect(missing(asked)).toEqual(['person']);
		expect(missing({ users: ['7'] }, { actor: person('1', { role: null }) })).toEqual(['person']);
	});
});

test('the refusal names everything that is missing, each thing once, and what to do', () => {
	const crossings = [
		{ side: 'leaving' as const, stage: 'new', gate: gate({ fields: ['amount'], noOpenTasks: true }) },
		{
			side: 'entering' as const,
			stage: 'won',
			gate: gate({
				fields: ['amount', 'gone'],
				noOpenTasks: true,
				document: { section: 'Contract', kind: 'signed' },
				roles: ['head'],
				users: ['7'],
			}),
		},
	];
	const people = [person('7'), person('8')];
	const check = (actor: User | undefined) => () =>
		requireOpenGates({ type, crossings, facts: facts({ openTasks: 1, actor }), people, index: 3 });
	expect(check(people[1])).toThrow(GateClosed);
	expect(check(people[1])).toThrow(
		expect.objectContaining({
			code: 'gateClosed',
			index: 3,
			message:
				'"Acme" cannot leave "NEW" and go to "WON": AMOUNT is empty, one task is open, gone is empty, no document of the kind "signed" is filed under Contract, only the role "head" or Person 7 may move it there, and Person 8 is not among them.',
			remedy:
				'Fill in what is empty, complete or cancel the open tasks, attach the document and let one of those who may do it ("Act As"), then try again. What a stage asks for is a setting of it (CRM Setup, Stage, Set Gate).',
			missing: [
				{ kind: 'field', field: 'amount' },
				{ kind: 'tasks', count: 1 },
				{ kind: 'field', field: 'gone' },
				{ kind: 'document', document: { section: 'Contract', kind: 'signed' } },
				expect.objectContaining({ kind: 'person' }),
			],
		}),
	);
	expect(check(undefined)).toThrow(/and this step acts for nobody\.$/);
});

test('a gate is kept with each name once, and with no name that is not there', () => {
	const names = { type, roles: ['head'], groups: ['Board'], users: [person('7')] };
	const given = {
		fields: ['title', 'amount', 'title'],
		noOpenTasks: true,
		document: { section: 'A' },
		roles: ['head'],
		groups: ['Board'],
		users: ['7', '7'],
	};
	expect(checkGate(given, names)).toEqual({ ...given, fields: ['title', 'amount'], users: ['7'] });
	for (const wrong of [{ fields: ['amuont'] }, { fields: ['stage'] }, { roles: ['x'] }, { groups: ['x'] }, { users: ['8'] }])
		expect(() => checkGate(gate(wrong), names)).toThrow(expect.objectContaining({ code: 'notFound' }));
	expect(asksForNothing(NO_GATE)).toBe(true);
	expect(
		[{ fields: ['title'] }, { noOpenTasks: true }, { document: {} }, { roles: ['head'] }].map((one) => asksForNothing(gate(one))),
	).toEqual(Array(4).fill(false));
});
