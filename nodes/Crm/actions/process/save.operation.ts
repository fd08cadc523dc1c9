import { CARD_WORDS } from '../../../../src/model/processCard';
import { departmentField, processCategoryField } from '../../../shared/wordField';
import { workflowField } from '../../fields/locators';
import { named, picked } from '../example';
import { writeOperation } from '../operation';
import type { SaveProcessInput } from '../../../../src/automation/families/processes/inputs';

export const save = writeOperation({
	operation: 'process.save',
	option: {
		name: 'Save',
		value: 'save',
		action: 'Save where a process belongs',
		description: 'Set the department, category and description of a workflow with a CRM Trigger, without opening it',
	},
	example: {
		goal: 'File a workflow under its department, without opening it.',
		form: { workflow: picked('won-deals', 'Won deals'), processFields: { category: named('Closing'), department: named('Sales') } },
	},
	description: [
		workflowField({ required: true, description: 'The workflow to describe: one with a CRM Trigger that was switched on' }),
		{
			displayName: 'Fields',
			name: 'processFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			description:
				'What is not added stays as it is; what is added and left empty is emptied. What the options of the CRM Trigger say counts, and is changed there.',
			options: [
				processCategoryField,
				departmentField,
				{
					displayName: 'Description',
					name: 'description',
					type: 'string',
					typeOptions: { rows: 2 },
					default: '',
					placeholder: 'e.g. Greets new customers',
					description: 'What the process is for',
				},
			],
		},
	],
	input: (item) => {
		const fields = item.collection('processFields');
		const given = CARD_WORDS.filter((name) => fields.has(name)).map((name) => [name, fields.text(name) ?? null]);
		return { workflow: item.requiredText('workflow', 'Workflow'), card: Object.fromEntries(given) as SaveProcessInput['card'] };
	},
});
