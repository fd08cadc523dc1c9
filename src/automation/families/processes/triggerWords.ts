import type { RecordTypeDescription } from '../../../model/recordType';
import type { TriggerFilter } from '../../../model/triggerFilter';

/** What a trigger starts on, in a few words: "Deal: stage changes to Won". `description`: absent for a type that is gone. */
export function triggerWords(filter: TriggerFilter, description: RecordTypeDescription | undefined): string {
	const conditions = filter.conditions?.length ?? 0;
	const rest = conditions === 0 ? '' : conditions === 1 ? ', with a condition' : `, with ${conditions} conditions`;
	return `${description?.label ?? filter.recordType}: ${eventWords(filter, description)}${rest}`;
}

function eventWords(
	{ event, fields = [], crossing, pipelines = [], fromStages = [], toStages = [], includeCreated, taskStatuses = [] }: TriggerFilter,
	description: RecordTypeDescription | undefined,
): string {
	const label = (name: string) => description?.fields.find((field) => field.name === name)?.label ?? name;
	const stage = (id: string) => description?.pipelines.flatMap(({ stages }) => stages).find((other) => other.id === id)?.name ?? id;
	const pipeline = (id: string) => description?.pipelines.find((other) => other.id === id)?.name ?? id;
	switch (event) {
		case 'recordCreated':
			return 'created';
		case 'recordDeleted':
			return 'deleted';
		case 'recordChanged':
			if (crossing !== undefined) return `${label(crossing.field)} ${CROSSES[crossing.direction]} ${String(crossing.value)}`;
			return fields.length === 0 ? 'changed' : `${list(fields.map(label))} changed`;
		case 'stageChanged': {
			const from = fromStages.length === 0 ? '' : ` from ${list(fromStages.map(stage))}`;
			const to = toStages.length === 0 ? '' : ` to ${list(toStages.map(stage))}`;
			const within = pipelines.length === 0 ? '' : ` in ${list(pipelines.map(pipeline))}`;
			return `stage changes${from}${to}${within}${includeCreated === true ? ', or created there' : ''}`;
		}
		case 'taskStatusChanged':
			return taskStatuses.length === 0
				? 'status changes'
				: `status becomes ${list(taskStatuses.map((status) => optionLabel(description, status)))}`;
	}
}

const CROSSES = { up: 'rises to', down: 'falls to', either: 'crosses' } as const;

function optionLabel(description: RecordTypeDescription | undefined, status: string): string {
	return description?.fields.find(({ name }) => name === 'status')?.options?.find(({ value }) => value === status)?.label ?? status;
}

function list(words: readonly string[]): string {
	return words.join(' or ');
}
