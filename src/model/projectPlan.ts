import type { RelativeDeadline } from './projectTemplate';

/** What a task of a running project waits for. All by task id. */
export interface PlannedTask {
	/** Tasks that must be done first. */
	after: string[];
	/** A deadline that counts from the end of another task. */
	deadline?: Pick<RelativeDeadline, 'amount' | 'unit' | 'workingTime'> & { afterTask: string };
}

/** By task id; tasks that wait for nothing are not in it. */
export type ProjectPlan = Record<string, PlannedTask>;
