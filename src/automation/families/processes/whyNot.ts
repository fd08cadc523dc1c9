import type { Change } from '../../../model/change';
import { isEmpty } from '../../../model/conditions';
import type { Condition } from '../../../model/query';
import { unmetCondition, type Crossing, type Mismatch, type TriggerFilter } from '../../../model/triggerFilter';
import { conditionText, Words } from '../../words/conditions/conditionWords';
import type { Presenter } from '../../words/output/presentRecords';

/** A change and the trigger that did not start on it. */
interface Miss {
	change: Change;
	filter: TriggerFilter;
	words: Words;
}

/** Says in a sentence which rule of the trigger the change does not meet. */
export function whyNot(mismatch: Mismatch, change: Change, filter: TriggerFilter, presenter: Presenter): string {
	return SENTENCES[mismatch]({ change, filter, words: new Words(presenter, change.ref.type) });
}

const WAS = { created: 'created', updated: 'changed', deleted: 'deleted' } as const;

const SENTENCES: Record<Mismatch, (miss: Miss) => string> = {
	recordType: ({ filter, words }) => `The trigger watches ${words.plural(filter.recordType)}, and this is of type ${words.typeLabel}.`,
	notCreated: ({ change }) => `The trigger starts when a record is created; this one was ${WAS[change.kind]}.`,
	notDeleted: ({ change }) => `The trigger starts when a record is deleted; this one was ${WAS[change.kind]}.`,
	notUpdated: ({ change }) => `The trigger starts when a record is changed; this one was ${WAS[change.kind]}.`,
	otherFields: ({ change, filter, words }) =>
		`None of the watched fields (${words.fields(filter.fields ?? [])}) changed: what changed was ${words.fields(change.changed)}.`,
	notCrossed: ({ change, filter, words }) => notCrossed(change, filter.crossing!, words),
	stageKept: ({ change, words }) =>
		change.kind === 'created'
			? 'The record was created without a stage.'
			: `The stage did not change: what changed was ${words.fields(change.changed)}.`,
	createdInStage: ({ change, words }) =>
		`The record was created in the stage ${words.value('stage', change.after?.stage)}, and the trigger does not count that as entering it (option "Also When Created in the Stage").`,
	createdFromNoStage: ({ change, filter, words }) =>
		`The record was created in the stage ${words.value('stage', change.after?.stage)}: it did not come from ${words.anyOf('stage', filter.fromStages)}.`,
	otherPipeline: ({ change, filter, words }) =>
		`The record is in the pipeline ${words.value('pipeline', change.after?.pipeline)}; the trigger watches ${words.anyOf('pipeline', filter.pipelines)}.`,
	otherFromStage: ({ change, filter, words }) =>
		`The stage did not change from ${words.anyOf('stage', filter.fromStages)}: it changed ${moved(change, words)}.`,
	otherToStage: ({ change, filter, words }) =>
		change.kind === 'created'
			? `The record was created in the stage ${words.value('stage', change.after?.stage)}, not in ${words.anyOf('stage', filter.toStages)}.`
			: `The stage did not change to ${words.anyOf('stage', filter.toStages)}: it changed ${moved(change, words)}.`,
	statusKept: ({ change, words }) => `The status of the task did not change: what changed was ${words.fields(change.changed)}.`,
	otherStatus: ({ change, filter, words }) =>
		`The task did not reach the status ${words.anyOf('status', filter.taskStatuses)}: its status is ${words.value('status', change.after?.status)}.`,
	otherTaskRecord: ({ filter, words }) => `The task does not belong to a record of type ${words.typeName(filter.taskRecordType ?? '')}.`,
	condition: ({ change, filter, words }) => conditionFailed(change, unmetCondition(change, filter)!, words),
	noAlternative: ({ change, filter, words }) => noneHolds(change, filter.anyOf ?? [], words),
};

function moved({ before, after }: Change, words: Words): string {
	return `from ${words.value('stage', before?.stage)} to ${words.value('stage', after?.stage)}`;
}

function notCrossed({ before, after }: Change, { field, direction, value }: Crossing, words: Words): string {
	const label = words.field(field);
	const limit = words.value(field, value);
	const what = { up: `rise to ${limit} or above`, down: `fall to ${limit} or below`, either: `cross ${limit}` }[direction];
	const [from, to] = [before?.[field], after?.[field]];
	if (isEmpty(from) || isEmpty(to))
		return `${label} did not ${what}: it ${isEmpty(from) ? 'was empty before' : 'is empty now'}, and what is empty crosses nothing.`;
	return `${label} did not ${what}: it was ${words.value(field, from)} before and ${words.value(field, to)} after the change.`;
}

function conditionFailed(change: Change, condition: Condition, words: Words): string {
	return `The condition "${conditionText(condition, words)}" does not hold: it is ${valueIn(change, condition, words)}.`;
}

/** With the values that all the groups ask for. */
function noneHolds(change: Change, groups: ReadonlyArray<readonly Condition[]>, words: Words): string {
	const asked = groups.map((group) => `"${group.map((condition) => conditionText(condition, words)).join(' and ')}"`);
	const values = new Set(groups.flat().map((condition) => `${words.field(condition.field)} is ${valueIn(change, condition, words)}`));
	return `None of the alternatives holds (${asked.join(' or ')}): ${[...values].join(', ')}.`;
}

function valueIn({ before, after }: Change, { field }: Condition, words: Words): string {
	return words.value(field, (after ?? before ?? {})[field]);
}
