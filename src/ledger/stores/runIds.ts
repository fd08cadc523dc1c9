import { randomUUID } from 'node:crypto';

const process = randomUUID().slice(0, 6);
let count = 0;

/**
 * The id of a run that is handed over at that moment (ISO 8601): ids sort by time, so that new rows lie beside each other
 * and old ones are found without an index of their own. No two are the same: each names its process, and a count there.
 */
export function newRunId(at: string): string {
	count = (count + 1) % 36 ** 5;
	return `${timePart(at)}-${process}-${count.toString(36).padStart(5, '0')}`;
}

/** Ids of runs that were handed over before that moment are less than this. */
export function firstRunId(at: string): string {
	return timePart(at);
}

function timePart(at: string): string {
	return Math.max(0, Date.parse(at)).toString(36).padStart(9, '0');
}
