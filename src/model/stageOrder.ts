import { CrmError } from './CrmError';
import type { CrmRecord, Values } from './record';
import type { Pipeline, RecordTypeDescription, Stage } from './recordType';

/** Why a move is not allowed. */
export interface RefusedMove {
	reason: 'skips' | 'goesBack';
	/** The stages to which the record may move next. */
	next: Stage[];
	/** Open stages that would be passed over. */
	skipped: Stage[];
}

/**
 * Which rule of the pipeline a move breaks; undefined when it may be made. `from`: undefined for a record that comes from
 * another pipeline.
 *
 * The way leads through the stages that are not lost, in their order. With skipping forbidden a record may only move to the
 * next open stage of the way or, when none is left, to any won one; from a lost stage, or from another pipeline, to the
 * first. To a lost stage it may move from anywhere. With going back forbidden it stays at a lost stage.
 *
 * Example: New, Offer, Won, Lost, with skipping forbidden. New → Offer and New → Lost are allowed, New → Won is not.
 *
 * The built-in CRM checks every update of a record by these rules. New records may be made at any stage, and an edit of
 * the tables by another program is not checked.
 */
export function refusedMove(pipeline: Pipeline, from: Stage | undefined, to: Stage): RefusedMove | undefined {
	if (to.kind === 'lost' || to.id === from?.id) return undefined;
	const way = pipeline.stages.filter(({ kind }) => kind !== 'lost');
	const target = way.findIndex(({ id }) => id === to.id);
	const wasLost = from?.kind === 'lost';
	const start = from === undefined || wasLost ? -1 : way.findIndex(({ id }) => id === from.id);
	const next = nextStages(way, start);
	if (pipeline.backwards === 'forbidden' && (wasLost || target < start))
		return { reason: 'goesBack', next: wasLost ? [] : next, skipped: [] };
	if (pipeline.skipping !== 'forbidden' || target < start) return undefined;
	const skipped = way.slice(start + 1, target).filter(({ kind }) => kind === 'open');
	return skipped.length === 0 ? undefined : { reason: 'skips', next, skipped };
}

/** Throws invalidValue when the values put a record at a stage that the rules of its pipeline keep it from. */
export function requireAllowedMove(type: RecordTypeDescription, record: CrmRecord, after: Values): void {
	if (after.stage === record.values.stage) return;
	const pipeline = type.pipelines.find(({ id }) => id === after.pipeline);
	const to = pipeline?.stages.find(({ id }) => id === after.stage);
	if (pipeline === undefined || to === undefined) return;
	const comesFromElsewhere = record.values.pipeline !== pipeline.id;
	const from = pipeline.stages.find(({ id }) => id === record.values.stage);
	// The stage was deleted, so nobody knows how far the record has come.
	if (from === undefined && !comesFromElsewhere) return;
	const refused = refusedMove(pipeline, from, to);
	if (refused === undefined) return;
	const start = from === undefined ? `into stage "${to.name}"` : `from stage "${from.name}" to "${to.name}"`;
	const problem = refused.reason === 'goesBack' ? 'this pipeline does not let records go back' : `that skips ${names(refused.skipped)}`;
	throw new CrmError(
		'invalidValue',
		`${type.label} ${record.id} "${String(record.values.title)}" cannot move ${start} in pipeline "${pipeline.name}": ${problem}.`,
		`${refused.next.length === 0 ? 'It stays where it is' : `Next comes ${names(refused.next, 'or')}`}. The rules are settings of the pipeline (CRM Setup, Pipeline, Save).`,
	);
}

function nextStages(way: readonly Stage[], start: number): Stage[] {
	const ahead = way.slice(start + 1);
	const open = ahead.findIndex(({ kind }) => kind === 'open');
	return open < 0 ? ahead : ahead.slice(0, open + 1);
}

function names(stages: readonly Stage[], word = 'and'): string {
	const quoted = stages.map(({ name }) => `"${name}"`);
	return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} ${word} ${quoted.at(-1)!}`;
}
