import type { Output } from '../../../model/output';
import { titleOf, type CrmRecord, type RecordRef } from '../../../model/record';
import type { StageVisit } from '../../../model/stageVisit';
import type { Scope } from '../../engine/Scope';
import { Directory } from '../../words/directory/directory';
import { missingRecord } from '../../words/reading/readRecords';
import { requireStages } from './requireStages';
import { daysOf, hoursOf, lengthOf } from './StageTally';

/** One stay of a record at a stage. */
export type StageVisitOutput = Output & {
	type: string;
	id: string;
	title: string;
	pipeline: string;
	pipelineId: string;
	/** Its id, where the stage does not exist any more. */
	stage: string;
	stageId: string;
	/** ISO 8601, UTC. */
	enteredAt: string;
	/** ISO 8601, UTC; null: it is there now. */
	leftAt: string | null;
	current: boolean;
	/** It came there earlier than is known: `enteredAt` is its last change before now. */
	estimated: boolean;
	hours: number;
	/** Of 24 hours. */
	days: number;
	/** Who brought it there, and who moved it on; null: the system, another program, or not known. */
	enteredBy: string | null;
	enteredById: string | null;
	leftBy: string | null;
	leftById: string | null;
};

/** Where a record was, and for how long: oldest first, up to now. Throws notFound; invalidValue for a type without stages. */
export async function stageVisitsOf(scope: Scope, { type, id }: RecordRef): Promise<StageVisitOutput[]> {
	const directory = new Directory(scope);
	const description = await directory.describe(type);
	requireStages(description);
	const record = await scope.crm.get({ type, id });
	if (record === undefined) throw await missingRecord(scope.crm, type, id);
	const people = await directory.people();
	const now = scope.clock.now().toISOString();
	const stages = new Map(description.pipelines.flatMap((pipeline) => pipeline.stages.map((stage) => [stage.id, stage.name] as const)));
	const visits = upToNow(record, await scope.ledger.stageVisits.ofRecords([record]));
	return visits.map((visit) => {
		const length = lengthOf(visit.enteredAt, visit.leftAt ?? now);
		return {
			type,
			id,
			title: titleOf(record),
			pipeline: description.pipelines.find((pipeline) => pipeline.id === visit.pipeline)?.name ?? visit.pipeline,
			pipelineId: visit.pipeline,
			stage: stages.get(visit.stage) ?? visit.stage,
			stageId: visit.stage,
			enteredAt: visit.enteredAt,
			leftAt: visit.leftAt,
			current: visit.leftAt === null,
			estimated: visit.estimated,
			hours: hoursOf(length)!,
			days: daysOf(length)!,
			enteredBy: people.nameOf(visit.enteredBy),
			enteredById: visit.enteredBy,
			leftBy: people.nameOf(visit.leftBy),
			leftById: visit.leftBy,
		};
	});
}

type Visit = Omit<StageVisit, 'ref' | 'begunBy' | 'endedBy' | 'goneAt'> & { estimated: boolean };

/**
 * Its present stay may not be known, because it was there before anybody wrote that down, or because the last changes have not been
 * written down yet: then it is there since its last change at the latest.
 */
function upToNow({ values, updatedAt }: CrmRecord, known: readonly StageVisit[]): Visit[] {
	const { stage, pipeline } = values;
	const visits = known.map((visit) => {
		const over = visit.leftAt === null && visit.stage !== stage;
		return { ...visit, leftAt: over ? later(updatedAt, visit.enteredAt) : visit.leftAt, estimated: false };
	});
	if (typeof stage !== 'string' || visits.some(({ leftAt }) => leftAt === null)) return visits;
	const present = { pipeline: typeof pipeline === 'string' ? pipeline : '', stage, enteredAt: updatedAt, enteredBy: null };
	return [...visits, { ...present, leftAt: null, leftBy: null, estimated: true }];
}

function later(a: string, b: string): string {
	return a > b ? a : b;
}
