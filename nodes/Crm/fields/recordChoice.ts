import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { byName } from '../../shared/byName';
import { deletedRecordField, recordField, recordTypeField } from './locators';

const TRIGGER: INodePropertyOptions = {
	name: 'Record That Started the Workflow',
	value: 'trigger',
	description: 'The record of the CRM Trigger; without one, the record that the incoming item is',
};
const CHOOSE: INodePropertyOptions = { name: 'Choose a Record', value: 'choose' };

interface RecordChoice {
	/** Whether the form always asks for the type, because other fields depend on it. */
	typeAlways?: boolean;
	/** A further choice: no record at all, or every record. */
	other?: INodePropertyOptions;
	default?: string;
	/** Also tasks, users and projects. */
	anyType?: boolean;
	/** One of the deleted records. */
	deleted?: boolean;
}

/** Which record an operation acts on. ItemParameters.optionalRecord reads it. */
export function recordChoice(options: RecordChoice = {}): INodeProperties[] {
	const whenChosen = { show: { recordSource: ['choose'] } };
	const preselected = options.default ?? 'trigger';
	const choices = [CHOOSE, TRIGGER, ...(options.other === undefined ? [] : [options.other])];
	return [
		{
			displayName: 'Record',
			name: 'recordSource',
			type: 'options',
			description: 'Which record it is about',
			noDataExpression: true,
			default: preselected,
			options: choices.sort(byName),
		},
		recordTypeField({
			any: options.anyType,
			description: options.typeAlways ? 'Type of the record; decides which fields are shown below' : 'Type of the record',
			...(options.typeAlways ? {} : { displayOptions: whenChosen }),
		}),
		options.deleted
			? deletedRecordField({
					description: 'The deleted record; the last deleted are listed first',
					required: true,
					displayOptions: whenChosen,
				})
			: recordField({ description: 'The record to work with', required: true, displayOptions: whenChosen }),
	];
}
