import { setTimeout as pause } from 'node:timers/promises';
import { keepTrying } from '../../../nodes/CrmTrigger/keepTrying';

const SOON_MS = 5;

test('it is tried until it opens, and then closed as it would have been', async () => {
	let attempts = 0;
	let closed = 0;
	const { promise: opened, resolve } = Promise.withResolvers<undefined>();
	const { closeFunction } = keepTrying(async () => {
		if (++attempts < 3) throw new Error('Not yet.');
		resolve(undefined);
		return { closeFunction: async () => void closed++ };
	}, SOON_MS);
	await opened;
	await closeFunction!();
	expect([attempts, closed]).toEqual([3, 1]);
});

test('once closed it is tried no more; one that opens just then is closed', async () => {
	let attempts = 0;
	const never = keepTrying(async () => {
		attempts++;
		throw new Error('Never.');
	}, SOON_MS);
	await never.closeFunction!();
	await pause(10 * SOON_MS);
	expect(attempts).toBe(0);
	let closed = 0;
	const { promise: begun, resolve: begin } = Promise.withResolvers<undefined>();
	const { promise: held, resolve: letGo } = Promise.withResolvers<undefined>();
	const late = keepTrying(async () => {
		begin(undefined);
		await held;
		return { closeFunction: async () => void closed++ };
	}, SOON_MS);
	await begun;
	const closing = late.closeFunction!();
	letGo(undefined);
	await closing;
	expect(closed).toBe(1);
});
