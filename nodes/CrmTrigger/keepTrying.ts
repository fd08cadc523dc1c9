import type { ITriggerResponse } from 'n8n-workflow';
import { later, systemClock } from '../../src/model/clock';

/** Between two attempts, in milliseconds. */
const AGAIN_MS = 30_000;

/**
 * A trigger that could not be opened when n8n started. From 2.40 on n8n never tries such a one again, not even when it is started once
 * more; so it is tried here until it opens or is closed. `open` tells itself why it could not.
 */
export function keepTrying(open: () => Promise<ITriggerResponse>, againMs = AGAIN_MS): ITriggerResponse {
	let closed = false;
	let attempt: Promise<ITriggerResponse | undefined> = Promise.resolve(undefined);
	let stopWaiting = (): void => undefined;
	const wait = (): void => {
		stopWaiting = later(systemClock, againMs, () => {
			attempt = open().catch(() => {
				if (!closed) wait();
				return undefined;
			});
		});
	};
	wait();
	return {
		closeFunction: async () => {
			closed = true;
			stopWaiting();
			await (await attempt)?.closeFunction?.();
		},
	};
}
