import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { byName } from '../../shared/byName';
import { CHOSEN_TYPE_SOURCES, type RecordSource } from '../../shared/recordSources';
import { chosenRecordTypeField, deletedRecordField, recordField, recordTypeField } from './locators';

type Choice = INodePropertyOptions & { value: RecordSource };

const TRIGGER: Choice = {
	name: 'Record That Started the Workflow',
	value: 'trigger',
	description: 'The record of the CRM Trigger; without one, the record that the incoming item is',
};
const TRIGGER_OR_ALL: Choice = {
	name: 'Record That Started the Workflow, or All',
	value: 'triggerOrAll',
	description: 'The record of the CRM Trigger; all of them in a workflow that starts otherwise',
};
const CHOOSE: Choice = { name: 'Choose a Record', value: 'choose' };

interface RecordChoice {
	/** Default "Record". */
	displayName?: string;
	/** Whether the form asks for the type also where no record is chosen and no trigger in front tells it: other fields depend on it. */
	typeAlways?: boolean;
	/** A further choice: the step is about no record. */
	none?: Omit<Choice, 'value'>;
	/** A further choice: every record. What starts the workflow decides unless it is chosen. */
	all?: Omit<Choice, 'value'>;
	/** A further choice, which holds unless another is made. */
	first?: Choice;
	/** Also tasks, users and projects. */
	anyType?: boolean;
	/** One of the deleted records. */
	deleted?: boolean;
}

/** Which record an operation acts on. ItemParameters.optionalRecord reads it. */
export function recordChoice(options: RecordChoice = {}): INodeProperties[] {
	const { displayName = 'Record', first, all, none = all } = options;
	const usual = all === undefined ? [TRIGGER] : [TRIGGER, TRIGGER_OR_ALL];
	const choices = [
		CHOOSE,
		...usual,
		...(none === undefined ? [] : [{ ...none, value: 'none' as const }]),
		...(first === undefined ? [] : [first]),
	];
	const preselected = (first ?? usual.at(-1)!).value;
	return [
		{
			displayName,
			name: 'recordSource',
			type: 'options',
			description: 'Which record it is about',
			noDataExpression: true,
			default: preselected,
			options: choices.sort(byName),
		},
		...typeFields(
			choices.map(({ value }) => value),
			options,
		),
		chosenRecord(options),
	];
}

/** The type is chosen with the record or for all of a type; for the record that starts the workflow only where it is not known. */
function typeFields(sources: readonly RecordSource[], { typeAlways = false, anyType: any }: RecordChoice): INodeProperties[] {
	if (!typeAlways) return [recordTypeField({ any, description: 'Type of the record', displayOptions: whenChosen })];
	const description = 'Type of the record; decides which fields are shown below';
	const [chosen, followed] = [
		sources.filter((source) => CHOSEN_TYPE_SOURCES.has(source)),
		sources.filter((source) => !CHOSEN_TYPE_SOURCES.has(source)),
	];
	return [
		recordTypeField({ any, description, displayOptions: { show: { recordSource: chosen } } }),
		followedTypeField({ any, description, displayOptions: { show: { recordSource: followed } } }),
	];
}

/**
 * The type of the record that starts the workflow, asked for where no trigger in front tells it. None is preselected: a wrong one
 * would offer the fields and stages of another type. A run does not need it, since the record has its type.
 */
export function followedTypeField({ displayOptions, ...options }: Parameters<typeof recordTypeField>[0]): INodeProperties {
	return {
		...chosenRecordTypeField(options),
		required: false,
		displayOptions: { show: { ...displayOptions?.show, startingType: [''] } },
	};
}

const whenChosen = { show: { recordSource: ['choose'] } };

function chosenRecord({ deleted = false }: RecordChoice): INodeProperties {
	const more = { required: true, displayOptions: whenChosen };
	return deleted
		? deletedRecordField({ description: 'The deleted record; the last deleted are listed first', ...more })
		: recordField({ description: 'The record to work with', ...more });
}
