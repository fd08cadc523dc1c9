import type { IRun } from 'n8n-workflow';
import type { RunEnd } from '../../src/automation/engine/delivery/runEnd';

/** Words of n8n for a run that did not come to its end. */
const FAILED: ReadonlySet<string> = new Set(['error', 'crashed', 'canceled']);

/**
 * How a run ended, from what n8n gives back of it. What the run itself has counts first: its error, whether it finished, until
 * when it waits. Its status is only a word, which n8n 1.110 to 1.122 and 2.0 to 2.4 write too late: there every run that is over is
 * called "running". A word that nobody knows is no failure.
 */
export function endOf(run: IRun | undefined): RunEnd {
	// n8n has an execution with this key, or did not let the run begin.
	if (run === undefined) return { status: 'refused' };
	const { data, finished, waitTill, status } = run as Partial<IRun>;
	const error = data?.resultData?.error;
	if (error) return { status: 'error', message: error.message };
	if (finished === true || status === 'success') return { status: 'success' };
	if (waitTill || status === 'waiting') return { status: 'waiting' };
	if (FAILED.has(String(status))) return { status: 'error', message: `The run ended as "${status}".` };
	return { status: 'unknown', word: String(status) };
}
