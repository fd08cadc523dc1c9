import type { Operator } from './operators';
import type { FieldValue } from './record';
import type { FieldKind } from './recordType';

export type { Operator } from './operators';

/**
 * A condition on one field. `value` is absent for isEmpty, isNotEmpty and today; a list for isOneOf, isNoneOf and inGroup;
 * two values for between; a length of time such as `7 days` for withinLast and withinNext; a day (`YYYY-MM-DD`) or a moment
 * for onDay, before and after.
 */
export interface Condition {
	field: string;
	operator: Operator;
	value?: FieldValue;
	/** Kind of the field, for code that compares without knowing the field: see `resolveConditions`. */
	kind?: FieldKind;
	/** Country of phone numbers: see `Field`. */
	country?: string;
	/** Zone in which days begin and end, an IANA name; default UTC. */
	timeZone?: string;
}

export interface RecordQuery {
	/** All of them must hold. */
	conditions?: Condition[];
	/** Beside them, all conditions of at least one of these groups must hold; absent or empty: no more is asked. */
	anyOf?: Condition[][];
	/** Text that the title contains, upper and lower case alike. */
	search?: string;
	/** Field to sort by; default: newest first. */
	orderBy?: { field: string; descending?: boolean };
	/** At most that many; absent: all. */
	limit?: number;
	offset?: number;
}
