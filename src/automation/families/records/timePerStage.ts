import { isBlank, readMoment } from '../../../model/coercion';
import { CrmError } from '../../../model/CrmError';
import type { Output } from '../../../model/output';
import type { Pipeline, RecordTypeDescription, Stage, StageKind } from '../../../model/recordType';
import { titleOf, type RecordRef } from '../../../model/record';
import { findPipeline } from '../../../model/stageNames';
import { recordsById } from '../../engine/recordsById';
import type { Scope } from '../../engine/Scope';
import { Directory } from '../../words/directory/directory';
import { requireStages } from './requireStages';
import { daysOf, hoursOf, StageTally, type Stay } from './StageTally';

export interface TimePerStageInput {
	type: string;
	/** Id or name; default: all pipelines of the type. */
	pipeline?: string;
	/** ISO 8601; a date alone is its beginning. Default: all that is known. */
	from?: string;
	/** ISO 8601; a date alone is its end. Default: now. */
	until?: string;
}

/** The stays at one stage. Days are those of 24 hours; what has no stay to measure is null. */
export type TimePerStageOutput = Output & {
	type: string;
	pipeline: string;
	pipelineId: string;
	stage: string;
	stageId: string;
	stageKind: StageKind;
	/** Of the open stages of its pipeline records stay longest here. */
	bottleneck: boolean;
	/** How many records are there now. */
	records: number;
	/** How many stays were counted. */
	stays: number;
	averageHours: number | null;
	medianHours: number | null;
	longestHours: number | null;
	averageDays: number | null;
	medianDays: number | null;
	longestDays: number | null;
	longest: LongestStay | null;
};

/** `title` is null for a record that was deleted; `leftAt` for one that is still there. */
export type LongestStay = {
	id: string;
	title: string | null;
	responsible: string | null;
	responsibleId: string | null;
	enteredAt: string;
	leftAt: string | null;
};

/**
 * How long records stay at each stage. Pipelines are in their order; of each, the open stage with the longest median comes first, and
 * the final ones (won, lost) last: at those only stays that ended are counted, since records remain there. What the one who acts may
 * not see is not counted. Reads every record of the type once. Throws notFound, invalidValue.
 */
export async function timePerStage(scope: Scope, { type, pipeline, from, until }: TimePerStageInput): Promise<TimePerStageOutput[]> {
	const directory = new Directory(scope);
	const description = await directory.describe(type);
	requireStages(description);
	const pipelines = isBlank(pipeline) ? description.pipelines : [findPipeline(description, pipeline)];
	const period = periodOf(scope, from, until);
	const tallies = new Map<string, StageTally>();
	for (const { stages } of pipelines)
		for (const { id, kind } of stages) tallies.set(id, new StageTally(kind !== 'open', period.from, period.until));
	for await (const stay of staysOf(scope, type, period.from, tallies)) tallies.get(stay.stage)?.add(stay);
	const longest = await longestStays(scope, directory, type, tallies);
	return pipelines.flatMap((each) => rowsOf(description, each, tallies, longest));
}

/** `until`: now, where nothing is given. Throws invalidValue. */
function periodOf({ clock, timeZone }: Scope, from: string | undefined, until: string | undefined): { from?: string; until: Date } {
	const now = clock.now();
	const given = isBlank(until) ? now : readMoment(until, timeZone, 'Until', 'endOfDay');
	const end = given > now ? now : given;
	if (isBlank(from)) return { until: end };
	const start = readMoment(from, timeZone, 'From', 'startOfDay');
	if (start >= end)
		throw new CrmError(
			'invalidValue',
			`"From" (${start.toISOString()}) is not before "Until" (${end.toISOString()}).`,
			'Choose an earlier "From" or a later "Until".',
		);
	return { from: start.toISOString(), until: end };
}

interface Present {
	stage: string | null;
	/** Its last change, ISO 8601. */
	updatedAt: string;
	/** When it came to its stage is written down. */
	known: boolean;
}

/** Those that are written down, and the present ones that are not; counts by the way where the records are now. */
async function* staysOf(
	scope: Scope,
	type: string,
	from: string | undefined,
	tallies: ReadonlyMap<string, StageTally>,
): AsyncIterable<Stay> {
	const present = new Map<string, Present>();
	for await (const { id, values, updatedAt } of scope.crm.find(type)) {
		const stage = typeof values['stage'] === 'string' ? values['stage'] : null;
		const tally = stage === null ? undefined : tallies.get(stage);
		if (tally !== undefined) tally.records++;
		present.set(id, { stage, updatedAt, known: false });
	}
	for await (const visit of scope.ledger.stageVisits.ofType(type, from)) {
		const record = present.get(visit.ref.id);
		if (record === undefined && (scope.access !== undefined || visit.leftAt === null)) continue;
		if (visit.leftAt !== null || record === undefined) yield visit;
		else if (record.stage === visit.stage) {
			record.known = true;
			yield visit;
		} else yield { ...visit, leftAt: record.updatedAt > visit.enteredAt ? record.updatedAt : visit.enteredAt };
	}
	for (const [id, { stage, updatedAt, known }] of present)
		if (stage !== null && !known) yield { ref: { type, id }, stage, enteredAt: updatedAt, leftAt: null };
}

/** By stage. */
async function longestStays(
	scope: Scope,
	directory: Directory,
	type: string,
	tallies: ReadonlyMap<string, StageTally>,
): Promise<Map<string, LongestStay>> {
	const found = [...tallies].flatMap(([stage, { longest }]): Array<[string, Stay]> => (longest === undefined ? [] : [[stage, longest]]));
	const idOf = ({ ref }: { ref: RecordRef }) => ref.id;
	const records = await recordsById(
		scope.crm,
		type,
		found.map(([, stay]) => idOf(stay)),
	);
	const people = await directory.people();
	return new Map(
		found.map(([stage, stay]) => {
			const record = records.get(idOf(stay));
			const responsibleId = (record?.values['responsible'] ?? null) as string | null;
			const title = record === undefined ? null : titleOf(record);
			const responsible = people.nameOf(responsibleId);
			return [stage, { id: idOf(stay), title, responsible, responsibleId, enteredAt: stay.enteredAt, leftAt: stay.leftAt }];
		}),
	);
}

function rowsOf(
	{ name: type }: RecordTypeDescription,
	pipeline: Pipeline,
	tallies: ReadonlyMap<string, StageTally>,
	longest: ReadonlyMap<string, LongestStay>,
): TimePerStageOutput[] {
	const measured = pipeline.stages.map((stage) => ({ stage, tally: tallies.get(stage.id)!, figures: tallies.get(stage.id)!.figures() }));
	const isOpen = ({ stage }: { stage: Stage }) => stage.kind === 'open';
	const slowestFirst = measured
		.filter(isOpen)
		.sort((a, b) => (b.figures.median ?? -1) - (a.figures.median ?? -1) || (b.figures.average ?? -1) - (a.figures.average ?? -1));
	const sorted = [...slowestFirst, ...measured.filter((each) => !isOpen(each))];
	return sorted.map(({ stage, tally, figures }, index) => ({
		type,
		pipeline: pipeline.name,
		pipelineId: pipeline.id,
		stage: stage.name,
		stageId: stage.id,
		stageKind: stage.kind,
		bottleneck: index === 0 && stage.kind === 'open' && tally.stays > 0,
		records: tally.records,
		stays: tally.stays,
		averageHours: hoursOf(figures.average),
		medianHours: hoursOf(figures.median),
		longestHours: hoursOf(figures.longest),
		averageDays: daysOf(figures.average),
		medianDays: daysOf(figures.median),
		longestDays: daysOf(figures.longest),
		longest: longest.get(stage.id) ?? null,
	}));
}
