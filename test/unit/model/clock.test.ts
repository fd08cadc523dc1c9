import { every, later, systemClock } from '../../../src/model/clock';
import { MovableClock } from '../../contract/support/MovableClock';

afterEach(() => {
	jest.useRealTimers();
	jest.restoreAllMocks();
});

/** Runs what promises that are settled have to do. */
const settle = async () =>
	await new Promise((resolve) => jest.requireActual<typeof import('node:timers')>('node:timers').setImmediate(resolve));
const DAY = 24 * 3600_000;

describe('the clock of the computer', () => {
	beforeEach(() => jest.useFakeTimers({ now: new Date('2026-03-02T09:00:00Z') }));
	const waiting = (distance: number) => {
		const state = { over: false, error: undefined as unknown };
		const ending = new AbortController();
		systemClock.wait(new Date(Date.now() + distance), ending.signal).then(
			() => (state.over = true),
			(error: unknown) => (state.error = error),
		);
		return { state, ending };
	};

	test('waits until a moment, and not at all for one that is past', async () => {
		const { state } = waiting(1000);
		await jest.advanceTimersByTimeAsync(999);
		expect(state.over).toBe(false);
		await jest.advanceTimersByTimeAsync(1);
		expect(state.over).toBe(true);
		const { state: past } = waiting(-1);
		await settle();
		expect(past.over).toBe(true);
	});

	test('waits longer than a timer of Node can: 40 days', async () => {
		const { state } = waiting(40 * DAY);
		await jest.advanceTimersByTimeAsync(40 * DAY - 1);
		expect(state.over).toBe(false);
		await jest.advanceTimersByTimeAsync(1);
		expect(state.over).toBe(true);
	});

	test('an end of waiting rejects with its reason, and leaves no timer', async () => {
		const { state, ending } = waiting(1000);
		await settle();
		ending.abort(new Error('closed'));
		await settle();
		expect(state.error).toEqual(new Error('closed'));
		expect(jest.getTimerCount()).toBe(0);
	});

	test('set back while one waits: the wait ends when as much time has gone by as was to go by', async () => {
		const { state } = waiting(5000);
		await settle();
		jest.setSystemTime(new Date('2026-03-02T07:00:00Z'));
		await jest.advanceTimersByTimeAsync(5000);
		expect(state.over).toBe(true);
	});

	test('set forward, as after a sleep: a long wait notices within the hour', async () => {
		const { state } = waiting(10 * DAY);
		await settle();
		jest.setSystemTime(new Date('2026-03-20T09:00:00Z'));
		await jest.advanceTimersByTimeAsync(3600_000);
		expect(state.over).toBe(true);
	});
});

describe('work for later', () => {
	test('is done when its time has come, once; not when it was called off', async () => {
		const clock = new MovableClock();
		const done: string[] = [];
		later(clock, 1000, () => done.push('a'));
		const cancel = later(clock, 1000, () => done.push('b'));
		clock.advance(999);
		await settle();
		expect(done).toEqual([]);
		cancel();
		cancel();
		clock.advance(1);
		await settle();
		clock.advance(5000);
		await settle();
		expect(done).toEqual(['a']);
		expect(clock.waits).toEqual([]);
	});

	test('called off between its moment and its turn, it is not done', async () => {
		const clock = new MovableClock();
		const done = jest.fn();
		const cancel = later(clock, 1000, done);
		clock.advance(1000);
		cancel();
		await settle();
		expect(done).not.toHaveBeenCalled();
	});

	test('again and again, until it is stopped, also by the work itself', async () => {
		const clock = new MovableClock();
		let count = 0;
		const stop = every(clock, 100, () => {
			if (++count === 3) stop();
		});
		for (let round = 0; round < 5; round++) {
			clock.advance(100);
			await settle();
		}
		expect(count).toBe(3);
		expect(clock.waits).toEqual([]);
	});
});
