import type { FieldValue } from './record';

export const OPERATORS = ['is', 'isNot', 'contains', 'startsWith', 'greaterThan', 'atLeast', 'lessThan', 'atMost', 'isEmpty', 'isNotEmpty', 'isOneOf'] as const;
export type Operator = (typeof OPERATORS)[number];

/** A condition on one field. `value` is absent for isEmpty / isNotEmpty and a list for isOneOf. */
export interface Condition {
	field: string;
	operator: Operator;
	value?: FieldValue;
}

/** All conditions must hold. */
export interface RecordQuery {
	conditions?: Condition[];
	/** Text that the title contains, upper and lower case alike. */
	search?: string;
	/** Field to sort by; default: newest first. */
	orderBy?: { field: string; descending?: boolean };
	/** At most that many; absent: all. */
	limit?: number;
	offset?: number;
}
