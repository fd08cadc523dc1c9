import type { ProjectPlan } from '../../../model/projectPlan';
import type { Scope } from '../../engine/Scope';

/**
 * Keeps the plans of projects that start now in the ledger: a task in the CRM cannot hold its predecessors,
 * and the titles by which they could be found again may be edited. Called in the transaction that makes the projects.
 */
export async function rememberPlans(scope: Scope, plans: ReadonlyMap<string, ProjectPlan>): Promise<void> {
	await scope.ledger.plans.save(new Map([...plans].map(([project, plan]) => [project, JSON.stringify(plan)])));
}

/** The plans of these projects, by project; one that has none is not in the answer. */
export async function recallPlans(scope: Scope, projectIds: readonly string[]): Promise<Map<string, ProjectPlan>> {
	const stored = await scope.ledger.plans.find(projectIds);
	return new Map([...stored].map(([project, plan]) => [project, JSON.parse(plan) as ProjectPlan]));
}
