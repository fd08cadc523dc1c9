import { readFileSync } from 'node:fs';
import { systemClock, type Clock } from '../../model/clock';
import { CrmError } from '../../model/CrmError';

const VARIABLE = 'CRMFLOW_TEST_CLOCK';

/** How often those who wait look whether a test has moved the clock, in milliseconds. */
const LOOK_MS = 50;

/**
 * The clock of this process: that of the computer. Tests move it in the real n8n: `CRMFLOW_TEST_CLOCK` names a file with the
 * milliseconds by which it is ahead (a whole number; without the file: none), and the test writes another number into it.
 * Throws invalidValue where the variable is set outside of tests (`CRMFLOW_TEST=1`).
 */
export function processClock(environment: NodeJS.ProcessEnv = process.env): Clock {
	const file = environment[VARIABLE] ?? '';
	if (file === '') return systemClock;
	if (environment.CRMFLOW_TEST === '1') return movedBy(file);
	throw new CrmError(
		'invalidValue',
		`The environment variable ${VARIABLE} moves the clock of CRMflow, which is for its own tests only.`,
		'Remove the variable, and start n8n again.',
	);
}

function movedBy(file: string): Clock {
	const now = () => new Date(Date.now() + aheadBy(file));
	return {
		now,
		async wait(until, signal) {
			for (;;) {
				signal?.throwIfAborted();
				const left = until.getTime() - now().getTime();
				if (left <= 0) return;
				await systemClock.wait(new Date(Date.now() + Math.min(left, LOOK_MS)), signal);
			}
		},
	};
}

function aheadBy(file: string): number {
	try {
		return Number(readFileSync(file, 'utf8')) || 0;
	} catch {
		return 0;
	}
}
