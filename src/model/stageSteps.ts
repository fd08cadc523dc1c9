import { CrmError } from './CrmError';
import type { Pipeline, Stage } from './recordType';

/** A move that is told from where the record is. */
type StageStep = 'nextStage' | 'previousStage';

/** As people choose them. A stage of that name goes before. */
export const STAGE_STEPS: ReadonlyArray<{ value: StageStep; name: string; description: string }> = [
	{ value: 'nextStage', name: 'Next Stage', description: 'The one after that of the record; lost stages are passed over' },
	{ value: 'previousStage', name: 'Previous Stage', description: 'The one before that of the record' },
];

/** The step that a reference to a stage names: `nextStage`, or "Next stage" as people write it. */
export function stepNamed(reference: string): StageStep | undefined {
	const wanted = reference.replace(/\s/g, '').toLowerCase();
	return STAGE_STEPS.find(({ value }) => value.toLowerCase() === wanted)?.value;
}

/**
 * Where a step leads, or why it leads nowhere, in a sentence. The way leads through the stages that are not lost, in their order,
 * as it does for `refusedMove`. After a final stage comes nothing; before it, even before a lost one, comes the last open one.
 */
export function stageAt(pipeline: Pipeline, from: Stage | undefined, step: StageStep): { stage: Stage } | { reason: string } {
	if (from === undefined) throw stageUnknown(pipeline);
	const way = pipeline.stages.filter(({ kind }) => kind !== 'lost');
	const position = way.indexOf(from);
	if (step === 'nextStage') {
		if (from.kind !== 'open') return { reason: `"${from.name}" is a final stage of pipeline "${pipeline.name}": nothing comes after it.` };
		const next = way[position + 1];
		return next === undefined ? { reason: `"${from.name}" is the last stage of pipeline "${pipeline.name}".` } : { stage: next };
	}
	const before = from.kind === 'open' ? way[position - 1] : way.findLast(({ kind }) => kind === 'open');
	return before === undefined ? { reason: `"${from.name}" is the first stage of pipeline "${pipeline.name}".` } : { stage: before };
}

function stageUnknown({ name, stages }: Pipeline): CrmError {
	return new CrmError(
		'missingValue',
		`The record is at no stage of pipeline "${name}", so nothing comes before or after it.`,
		`Choose a stage: ${stages.map((stage) => stage.name).join(', ')}.`,
	);
}
