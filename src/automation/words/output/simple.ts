import { DateTime } from 'luxon';
import type { Output, OutputValue } from '../../../model/output';

/** What a simplified output leaves out: what is empty. */
export function withoutEmpty(output: Output): Output {
	return Object.fromEntries(Object.entries(output).filter(([, value]) => !isEmpty(value)));
}

/** A moment (ISO 8601, UTC) as people of a zone read it: `2026-01-05T11:00:00+01:00`. Whatever is none stays. */
export function localMoment(value: OutputValue, timeZone: string): OutputValue {
	if (typeof value !== 'string') return value;
	const moment = DateTime.fromISO(value, { zone: timeZone });
	return moment.isValid ? moment.toISO({ suppressMilliseconds: true }) : value;
}

function isEmpty(value: OutputValue | undefined): boolean {
	return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
