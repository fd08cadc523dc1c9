import type { Change } from '../change';
import { isEmpty } from '../conditions';
import { CrmError } from '../CrmError';
import type { Values } from '../record';
import type { Pipeline, RecordTypeDescription } from '../recordType';
import { findPipeline, stageNotFound } from '../stageNames';
import { allows, otherKind, type ChangeWords, type EventField, type TriggerEvent } from './TriggerEvent';
import { sameName } from '../normalForm';

/** Ids; empty: any. */
interface StageChanged {
	pipelines?: readonly string[];
	fromStages?: readonly string[];
	toStages?: readonly string[];
	/** A record that is created in the stage counts as entering it. */
	includeCreated?: boolean;
}

type Reason =
	| 'notUpdated'
	/** The stage stayed as it was. */
	| 'stageKept'
	/** Created in the stage, which does not count. */
	| 'createdInStage'
	/** There again at the stage that it had: it moved nowhere. */
	| 'restoredInStage'
	/** Created, so it comes from none of the stages it should come from. */
	| 'createdFromNoStage'
	| 'otherPipeline'
	| 'otherFromStage'
	| 'otherToStage';

const FIELDS: readonly EventField[] = [
	{
		name: 'pipeline',
		label: 'Pipeline',
		kind: 'pipeline',
		placeholder: 'e.g. Sales',
		description: 'Only records in this pipeline; leave empty for all pipelines',
	},
	{
		name: 'fromStages',
		label: 'From Stage Names or IDs',
		kind: 'stages',
		description: 'The stages the record comes from; leave empty for any',
	},
	{ name: 'toStages', label: 'To Stage Names or IDs', kind: 'stages', description: 'The stages the record enters; leave empty for any' },
	{
		name: 'includeCreated',
		label: 'Also When Created in the Stage',
		kind: 'switch',
		optional: true,
		description: 'Whether a record that is created directly in the stage counts as entering it',
	},
];

export const stageChanged: TriggerEvent<StageChanged, Reason> = {
	label: 'Stage Changed',
	description: 'A record moves to another stage',
	types: 'withStages',
	fields: FIELDS,
	read(form) {
		const pipeline = form.text('pipeline');
		return {
			pipelines: pipeline === '' ? [] : [pipeline],
			fromStages: form.texts('fromStages'),
			toStages: form.texts('toStages'),
			includeCreated: form.isOn('includeCreated'),
		};
	},
	kinds: ({ includeCreated }) => (includeCreated === true ? ['created', 'updated'] : ['updated']),
	needsBefore: ({ fromStages = [] }) => fromStages.length > 0,
	mismatch(change, { pipelines, fromStages, toStages, includeCreated }) {
		if (change.kind === 'deleted') return 'notUpdated';
		const created = change.kind === 'created';
		if (created) {
			if (change.reason?.kind === 'restored') return 'restoredInStage';
			if (includeCreated !== true) return 'createdInStage';
			if (isEmpty(change.after?.stage)) return 'stageKept';
			if (fromStages !== undefined && fromStages.length > 0) return 'createdFromNoStage';
		} else if (!change.changed.includes('stage')) {
			return 'stageKept';
		}
		if (!allows(pipelines, change.after?.pipeline)) return 'otherPipeline';
		if (!created && !allows(fromStages, change.before?.stage)) return 'otherFromStage';
		return allows(toStages, change.after?.stage) ? undefined : 'otherToStage';
	},
	why: {
		notUpdated: otherKind('updated'),
		stageKept: ({ kind, changed }, _, words) =>
			kind === 'created'
				? 'The record was created without a stage.'
				: `The stage did not change: what changed was ${words.fields(changed)}.`,
		createdInStage: ({ after }, _, words) =>
			`The record was created in the stage ${words.value('stage', after?.stage)}, and the trigger does not count that as entering it (option "Also When Created in the Stage").`,
		restoredInStage: ({ after }, _, words) =>
			`The record was restored at the stage ${words.value('stage', after?.stage)}: it did not move there.`,
		createdFromNoStage: ({ after }, { fromStages }, words) =>
			`The record was created in the stage ${words.value('stage', after?.stage)}: it did not come from ${words.anyOf('stage', fromStages)}.`,
		otherPipeline: ({ after }, { pipelines }, words) =>
			`The record is in the pipeline ${words.value('pipeline', after?.pipeline)}; the trigger watches ${words.anyOf('pipeline', pipelines)}.`,
		otherFromStage: (change, { fromStages }, words) =>
			`The stage did not change from ${words.anyOf('stage', fromStages)}: it changed ${moved(change, words)}.`,
		otherToStage: (change, { toStages }, words) =>
			change.kind === 'created'
				? `The record was created in the stage ${words.value('stage', change.after?.stage)}, not in ${words.anyOf('stage', toStages)}.`
				: `The stage did not change to ${words.anyOf('stage', toStages)}: it changed ${moved(change, words)}.`,
	},
	summary({ pipelines = [], fromStages = [], toStages = [], includeCreated }, words) {
		const from = fromStages.length === 0 ? '' : ` from ${words.anyOf('stage', fromStages)}`;
		const to = toStages.length === 0 ? '' : ` to ${words.anyOf('stage', toStages)}`;
		const within = pipelines.length === 0 ? '' : ` in ${words.anyOf('pipeline', pipelines)}`;
		return `stage changes${from}${to}${within}${includeCreated === true ? ', or created there' : ''}`;
	},
	sample: {
		where: ({ pipelines = [], toStages = [] }) => [
			...(pipelines.length === 0
				? []
				: [{ field: 'pipeline', operator: 'isOneOf' as const, value: [...pipelines], kind: 'pipeline' as const }]),
			...(toStages.length === 0 ? [] : [{ field: 'stage', operator: 'isOneOf' as const, value: [...toStages], kind: 'stage' as const }]),
		],
		before: (values, { fromStages = [] }, { pipelines }) => ({ ...values, stage: stageBefore(values, fromStages, pipelines) }),
		moved(values, { toStages = [] }, { pipelines }) {
			const to = toStages[0] ?? null;
			const pipeline = pipelines.find(({ stages }) => stages.some(({ id }) => id === to));
			return { ...values, stage: to, pipeline: pipeline?.id ?? null };
		},
	},
	names: ({ pipelines, fromStages = [], toStages = [] }) => ({ pipelines, stages: [...fromStages, ...toStages] }),
	resolve(settings, description) {
		const { pipelines, stages: fromStages } = resolveStages(description, settings.pipelines, settings.fromStages);
		const { stages: toStages } = resolveStages(description, settings.pipelines, settings.toStages);
		return { ...settings, pipelines, fromStages, toStages };
	},
};

/** Ids for the names of pipelines and of stages in them; without pipelines in all of the type. Throws notFound, invalidValue. */
export function resolveStages(
	description: RecordTypeDescription,
	pipelineNames: readonly string[] = [],
	stageNames: readonly string[] = [],
): { pipelines: string[]; stages: string[] } {
	checkHasStages(description);
	const pipelines = pipelineNames.map((reference) => findPipeline(description, reference));
	const searched = pipelines.length > 0 ? pipelines : description.pipelines;
	return { pipelines: pipelines.map(({ id }) => id), stages: stageNames.flatMap((reference) => stageIds(searched, reference)) };
}

/** One that it may come from, or the one before it; at the first stage, the one after. */
function stageBefore(values: Values, fromStages: readonly string[], pipelines: readonly Pipeline[]): string | null {
	const wanted = fromStages.find((id) => id !== values.stage);
	if (wanted !== undefined) return wanted;
	const stages = pipelines.find(({ id }) => id === values.pipeline)?.stages ?? [];
	const position = stages.findIndex(({ id }) => id === values.stage);
	const open = stages.slice(0, Math.max(position, 0)).findLast(({ kind }) => kind === 'open');
	return (open ?? stages[position + 1])?.id ?? null;
}

function moved({ before, after }: Change, words: ChangeWords): string {
	return `from ${words.value('stage', before?.stage)} to ${words.value('stage', after?.stage)}`;
}

function checkHasStages({ pipelines, pluralLabel }: RecordTypeDescription): void {
	if (pipelines.length > 0) return;
	throw new CrmError(
		'invalidValue',
		`${pluralLabel} have no stages.`,
		'Choose a record type with a pipeline, or the event "Record Changed".',
	);
}

/** By id one stage, by name those of that name in any of the pipelines. */
function stageIds(pipelines: readonly Pipeline[], reference: string): string[] {
	const stages = pipelines.flatMap((pipeline) => pipeline.stages);
	const ids = stages.filter(({ id, name }) => id === reference || sameName(name, reference)).map(({ id }) => id);
	if (ids.length > 0) return ids;
	throw stageNotFound(pipelines, reference, 'name');
}
