import type { Task } from '../../../src/model/task';
import { changedChecklist, checkDeadlineMove, completionOf, isLate } from '../../../src/model/taskRules';

const NOW = '2026-03-02T09:00:00.000Z';
const task = (more: Partial<Task> = {}) =>
	({
		title: 'Call',
		status: 'open',
		responsibleId: '1',
		creatorId: '2',
		deadline: '2026-03-04T09:00:00.000Z',
		deadlineMovable: false,
		resultNeedsApproval: false,
		...more,
	}) as Task;

describe('late', () => {
	it.each<[string, Partial<Task>, boolean]>([
		['its deadline has passed', { deadline: '2026-03-02T08:59:59.999Z' }, true],
		['its deadline is now', { deadline: NOW }, false],
		['it has no deadline', { deadline: null }, false],
		['it is done', { deadline: '2026-01-01T00:00:00.000Z', status: 'completed' }, false],
		['it waits', { deadline: '2026-01-01T00:00:00.000Z', status: 'waiting' }, true],
	])('%s', (_, more, late) => expect(isLate(task(more), NOW)).toBe(late));
});

describe('completing', () => {
	const needs = { resultNeedsApproval: true };
	const done = { status: 'completed', completedAt: NOW };
	it.each<[string, Partial<Task>, string | undefined, object | undefined]>([
		['a plain task is done', {}, undefined, done],
		['one that needs approval waits for it', needs, '1', { status: 'awaitingApproval', completedAt: null }],
		['its creator approves at once', needs, '2', done],
		['who is not the creator does not approve', { ...needs, status: 'awaitingApproval' }, '1', undefined],
		['what is over stays', { status: 'cancelled' }, '2', undefined],
	])('%s', (_, more, actor, result) => expect(completionOf(task(more), actor, NOW)).toEqual(result));
});

describe('moving a deadline', () => {
	const later = { deadline: '2026-03-05T09:00:00.000Z' };
	const refused = expect.objectContaining({ code: 'conflict', message: expect.stringContaining('"Call"') });
	it('is refused to the responsible person where it may not be moved: later, away, or by saying that it may', () => {
		for (const change of [later, { deadline: null }, { deadlineMovable: true }])
			expect(() => checkDeadlineMove(task(), change, '1')).toThrow(refused);
	});
	it('is free for others, for the system, where it may be moved, and where it does not move', () => {
		expect(() => checkDeadlineMove(task(), later, '2')).not.toThrow();
		expect(() => checkDeadlineMove(task(), later, undefined)).not.toThrow();
		expect(() => checkDeadlineMove(task({ deadlineMovable: true }), later, '1')).not.toThrow();
		expect(() => checkDeadlineMove(task(), { deadline: task().deadline }, '1')).not.toThrow();
		expect(() => checkDeadlineMove(task(), {}, '1')).not.toThrow();
	});
});

describe('a checklist', () => {
	const before = [
		{ text: 'Cut', done: true },
		{ text: 'Fold', done: false },
	];
	it('points are ticked and unticked by their text', () => {
		expect(changedChecklist(before, { tick: [' fold'], untick: ['CUT'] }, 'x')).toEqual([
			{ text: 'Cut', done: false },
			{ text: 'Fold', done: true },
		]);
		expect(before[0]!.done).toBe(true);
	});
	it('new points replace the old ones, ticks of the same text stay, added ones come last and can be ticked', () => {
		expect(changedChecklist(before, { points: ['Glue', 'cut'], add: ['Pack'], tick: ['Pack'] }, 'x')).toEqual([
			{ text: 'Glue', done: false },
			{ text: 'cut', done: true },
			{ text: 'Pack', done: true },
		]);
	});
	it('an unknown point is named', () => {
		expect(() => changedChecklist(before, { tick: ['Fol'] }, 'Cards')).toThrow(
			expect.objectContaining({
				code: 'notFound',
				message: expect.stringMatching(/"Fol".*"Cards"/),
				remedy: expect.stringContaining('Fold'),
			}),
		);
	});
});
