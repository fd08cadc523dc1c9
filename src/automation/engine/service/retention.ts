import { CrmError } from '../../../model/CrmError';

const VARIABLE = 'CRMFLOW_RETENTION_DAYS';
const DEFAULT_DAYS = 30;
const LONGEST_DAYS = 36_500;
/** Effects are kept at least that long: a workflow that is run again must find what it did. */
const EFFECT_DAYS = 180;
const DAY_MS = 24 * 3600_000;

/** Up to when the upkeep may forget things: ISO 8601, UTC. */
export interface RetentionBounds {
	/** Changes and finished deliveries from before; and triggers that nobody has served since. */
	changesBefore: string;
	effectsBefore: string;
}

/**
 * How long changes, finished deliveries and idle triggers are kept: 30 days, or what the environment variable
 * CRMFLOW_RETENTION_DAYS says (in days). Undefined: for ever (0). Throws invalidValue.
 */
export function retentionBounds(now: Date, environment: NodeJS.ProcessEnv = process.env): RetentionBounds | undefined {
	const days = retentionDays(environment[VARIABLE]);
	if (days === 0) return undefined;
	return { changesBefore: daysBefore(now, days), effectsBefore: daysBefore(now, Math.max(days, EFFECT_DAYS)) };
}

function retentionDays(given: string | undefined): number {
	const text = given?.trim() ?? '';
	if (text === '') return DEFAULT_DAYS;
	if (/^\d{1,5}$/.test(text) && Number(text) <= LONGEST_DAYS) return Number(text);
	throw new CrmError(
		'invalidValue',
		`The environment variable ${VARIABLE} is "${text}", so no old changes are removed.`,
		`Set it to a whole number of days up to ${LONGEST_DAYS}, or to 0 to keep everything, and start n8n again.`,
	);
}

function daysBefore(now: Date, days: number): string {
	return new Date(now.getTime() - days * DAY_MS).toISOString();
}
