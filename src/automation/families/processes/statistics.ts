import { isBlank, readMoment } from '../../../model/coercion';
import { CrmError } from '../../../model/CrmError';
import type { Output } from '../../../model/output';
import type { Scope } from '../../engine/Scope';
import { RunTally, type RunFigures } from './RunTally';
import { listTriggers, triggersOf } from '../../words/triggers/triggers';

export interface StatisticsInput {
	/** Id or name; default: all. */
	workflow?: string;
	/** ISO 8601; a date alone is its beginning. Default: 30 days ago. */
	from?: string;
	/** ISO 8601; a date alone is its end. Default: now. */
	until?: string;
	/** A row for each version of a workflow, instead of one for all. */
	perVersion: boolean;
}

export type StatisticsOutput = Output & {
	workflow: string;
	workflowId: string;
	/** Null: all versions together, or it is not known which. */
	version: number | null;
	/** When that version ran for the first time; ISO 8601, UTC. */
	versionSince: string | null;
	from: string;
	until: string;
} & RunFigures;

const DEFAULT_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * How workflows with a CRM Trigger did in a time, by the moments at which changes were handed to them. By name, the
 * newest version first; one that had nothing to do is there with zeros. Deliveries that are not kept any more are not
 * counted. Throws notFound, invalidValue.
 */
export async function workflowStatistics(
	scope: Scope,
	{ workflow, from, until, perVersion }: StatisticsInput,
): Promise<StatisticsOutput[]> {
	const period = periodOf(scope, from, until);
	const triggers = isBlank(workflow) ? await listTriggers(scope) : await triggersOf(scope, workflow);
	const names = new Map(triggers.map(({ workflowId, workflowName }) => [workflowId, workflowName]));
	const only = isBlank(workflow) ? undefined : triggers[0]!.workflowId;
	const tallies = await tally(scope, { workflowId: only, ...period }, perVersion);
	for (const id of names.keys()) if (!tallies.has(id)) tallies.set(id, new Map([[null, new RunTally()]]));
	const outputs: StatisticsOutput[] = [];
	for (const [id, byVersion] of tallies) {
		const versions = new Map((await scope.ledger.workflowVersions.list(id)).map(({ number, firstRunAt }) => [number, firstRunAt]));
		const newestFirst = [...byVersion].sort(([a], [b]) => (b ?? 0) - (a ?? 0));
		for (const [version, runs] of newestFirst) {
			const versionSince = version === null ? null : (versions.get(version) ?? null);
			outputs.push({ workflow: names.get(id) ?? id, workflowId: id, version, versionSince, ...period, ...runs.figures() });
		}
	}
	return outputs.sort((a, b) => a.workflow.localeCompare(b.workflow));
}

async function tally(
	scope: Scope,
	query: Parameters<Scope['ledger']['reports']['runs']>[0],
	perVersion: boolean,
): Promise<Map<string, Map<number | null, RunTally>>> {
	const tallies = new Map<string, Map<number | null, RunTally>>();
	for await (const row of scope.ledger.reports.runs(query)) {
		const version = perVersion && row.workflowVersion !== null ? Number(row.workflowVersion) : null;
		let byVersion = tallies.get(row.workflowId);
		if (byVersion === undefined) tallies.set(row.workflowId, (byVersion = new Map()));
		let runs = byVersion.get(version);
		if (runs === undefined) byVersion.set(version, (runs = new RunTally()));
		runs.add(row);
	}
	return tallies;
}

function periodOf(scope: Scope, from: string | undefined, until: string | undefined): { from: string; until: string } {
	const end = isBlank(until) ? new Date(scope.clock.now().getTime() + 1) : readMoment(until, scope.timeZone, 'Until', 'endOfDay');
	const start = isBlank(from) ? new Date(end.getTime() - DEFAULT_DAYS * DAY_MS) : readMoment(from, scope.timeZone, 'From', 'startOfDay');
	if (start >= end)
		throw new CrmError(
			'invalidValue',
			`"From" (${start.toISOString()}) is not before "Until" (${end.toISOString()}).`,
			'Choose an earlier "From" or a later "Until".',
		);
	return { from: start.toISOString(), until: end.toISOString() };
}
