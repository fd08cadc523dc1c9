import type { Connection } from './Connection';
import { thisProcess } from './owner';
import type { Delivered, StartRun } from './RunFollower';
import type { RunEnd } from './runEnd';

/**
 * Starts a run and waits for its end, as n8n says it; undefined: n8n will not say how it ended, the ledger does. What n8n
 * has forgotten is started again, under a key of its own, without taking the first start back: whichever comes first
 * gets the claim.
 */
export async function startAndWait(
	connection: Connection,
	startRun: StartRun,
	batch: readonly Delivered[],
	key: string,
): Promise<RunEnd | undefined> {
	const run = batch[0]!.delivery.runId!;
	const { promise: end, resolve, reject } = Promise.withResolvers<RunEnd | undefined>();
	let [started, pending, over] = [0, 0, false];
	const ended = async (how: RunEnd): Promise<void> => {
		pending--;
		if (started > 1 && how.status === 'refused') return;
		// Of several starts those that did not get the claim end at once; such an end says nothing of the run.
		while (started > 1 && !over && how.status !== 'waiting' && (await goesOn(connection, run, pending > 0))) await aSecond(connection);
		resolve(how);
	};
	const start = (name: string): void => {
		started++;
		pending++;
		startRun(batch, name).then(ended, (error: unknown) => {
			pending--;
			if (pending === 0) reject(error);
		});
	};
	start(key);
	const stop = connection.watch.watch(run, {
		forgotten: () => start(`${key}:${run}:${started}`),
		over: () => resolve(undefined),
	});
	try {
		return await end;
	} finally {
		over = true;
		stop();
	}
}

async function aSecond({ scope: { clock } }: Connection): Promise<void> {
	await clock.wait(new Date(clock.now().getTime() + 1000));
}

/** Whether a run has it and has not ended, or one that was started may get it yet. */
async function goesOn({ scope, runs }: Connection, id: string, mayBegin: boolean): Promise<boolean> {
	const run = await scope.ledger.runs.get(id).catch(() => undefined);
	if (run?.state !== 'claimed') return mayBegin && run?.state === 'inFlight';
	return run.owner === thisProcess ? runs.has(id) : run.endedAt === null;
}
