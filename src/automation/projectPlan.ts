import type { Scope } from './Scope';
import type { RelativeDeadline } from '../model/projectTemplate';

/** What a task of a running project waits for. All by task id. */
export interface PlannedTask {
	/** Tasks that must be done first. */
	after: string[];
	/** A deadline that counts from the end of another task. */
	deadline?: Pick<RelativeDeadline, 'amount' | 'unit' | 'workingTime'> & { afterTask: string };
}

/** By task id; tasks that wait for nothing are not in it. */
export type ProjectPlan = Record<string, PlannedTask>;

/**
 * Keeps the plans of projects that start now, beside the effects: a task in the CRM has no place for its predecessors,
 * and the titles by which they could be found again may be edited. Called in the transaction that makes the projects.
 */
export async function rememberPlans(scope: Scope, plans: ReadonlyMap<string, ProjectPlan>): Promise<void> {
	const at = scope.clock.now().toISOString();
	await scope.ledger.effects.store([...plans].map(([project, plan]) => ({ key: planKey(project), fingerprint: 'project.plan', result: JSON.stringify(plan), at })));
}

/** The plans of these projects, by project; one that has none is not in the answer. */
export async function recallPlans(scope: Scope, projectIds: readonly string[]): Promise<Map<string, ProjectPlan>> {
	const stored = await scope.ledger.effects.find(projectIds.map(planKey));
	const plans = new Map<string, ProjectPlan>();
	for (const id of projectIds) {
		const effect = stored.get(planKey(id));
		if (effect !== undefined) plans.set(id, JSON.parse(effect.result) as ProjectPlan);
	}
	return plans;
}

function planKey(projectId: string): string {
	return `project.plan:${projectId}`;
}
