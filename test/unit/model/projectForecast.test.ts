import { expectedEnd } from '../../../src/model/projectForecast';
import type { ProjectPlan } from '../../../src/model/projectPlan';
import type { Task } from '../../../src/model/task';
import { usualCalendar } from '../../../src/model/workingCalendar';

/** A Monday at ten in Stockholm. */
const NOW = new Date('2026-03-02T09:00:00Z');
const task = (id: string, more: Partial<Task> = {}) =>
	({ id, title: id, status: 'open', deadline: null, plannedEnd: null, estimateMinutes: null, completedAt: null, ...more }) as Task;
const end = (tasks: Task[], plan: ProjectPlan = {}) => expectedEnd(tasks, plan, NOW, usualCalendar('Europe/Stockholm'));

describe('expected end of a project', () => {
	it('is the latest deadline', () => {
		expect(end([task('a', { deadline: '2026-03-04T12:00:00.000Z' }), task('b', { deadline: '2026-03-03T12:00:00.000Z' })])).toBe(
			'2026-03-04T12:00:00.000Z',
		);
	});
	it('is unknown where no open task says anything about its time, and where none is open', () => {
		expect(end([task('a'), task('b', { status: 'completed', deadline: '2026-03-04T12:00:00.000Z' })])).toBeNull();
		expect(end([])).toBeNull();
	});
	it('is not before now where a task is late', () => {
		expect(end([task('a', { deadline: '2026-03-01T12:00:00.000Z' })])).toBe(NOW.toISOString());
	});
	it('a deadline that counts from the end of another task is counted from when that one should be done', () => {
		const tasks = [task('a', { deadline: '2026-03-03T09:00:00.000Z' }), task('b', { status: 'waiting' })];
		expect(end(tasks, { b: { after: ['a'], deadline: { amount: 2, unit: 'days', afterTask: 'a' } } })).toBe('2026-03-05T09:00:00.000Z');
	});
	it('a planned end and an estimate in working time count after what the task waits for', () => {
		expect(end([task('a', { plannedEnd: '2026-03-03T12:00:00.000Z' })])).toBe('2026-03-03T12:00:00.000Z');
		// Two hours of work from Tuesday, an hour before closing at 17:00 UTC.
		const tasks = [task('a', { deadline: '2026-03-03T16:00:00.000Z' }), task('b', { status: 'waiting', estimateMinutes: 120 })];
		expect(end(tasks, { b: { after: ['a'] } })).toBe('2026-03-04T09:00:00.000Z');
	});
	it('a task that waits for a late one is not done before it', () => {
		const tasks = [
			task('a', { deadline: '2026-03-05T09:00:00.000Z' }),
			task('b', { status: 'waiting', deadline: '2026-03-03T09:00:00.000Z' }),
		];
		expect(end(tasks, { b: { after: ['a'] } })).toBe('2026-03-05T09:00:00.000Z');
	});
	it('a plan that goes round in a circle ends', () => {
		const tasks = [task('a', { deadline: '2026-03-03T09:00:00.000Z' }), task('b', { status: 'waiting' })];
		expect(end(tasks, { a: { after: ['b'] }, b: { after: ['a'] } })).toBe('2026-03-03T09:00:00.000Z');
	});
});
