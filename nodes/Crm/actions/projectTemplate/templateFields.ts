import type { INodeProperties } from 'n8n-workflow';
import { templateField } from '../../fields/locators';
import { assigneeFields } from './assigneeFields';

const parameterLines: INodeProperties = {
	displayName: 'Parameters',
	name: 'parameterLines',
	type: 'string',
	typeOptions: { rows: 6 },
	default: '',
	placeholder: 'e.g. Delivery date: date, required',
	hint: 'One per line, as "Delivery date: date, required". Below it its choices, one per line, as "- over 1,000".',
	description:
		'What is asked for when a project starts; every task of the project shows it. After the colon stands what it is (short text, long text, number, money, date, yes or no, choice, address, user, record contact) and whether it is required.',
};

const taskLines: INodeProperties = {
	displayName: 'Tasks',
	name: 'taskLines',
	type: 'string',
	typeOptions: { rows: 6 },
	default: '',
	required: true,
	placeholder: 'e.g. Deliver to [Delivery address]',
	hint: 'One per line. Below it the tasks that must be done first, as "- after: Buy the flowers".',
	description: 'What is to be done, in order; [Delivery date] stands for what was entered for that parameter',
};

const stages: INodeProperties = {
	displayName: 'Stages',
	name: 'stages',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	default: {},
	placeholder: 'Add Stage',
	description: 'In order; without any there is one for all tasks',
	options: [
		{
			displayName: 'Stage',
			name: 'stage',
			values: [
				{
					displayName: 'Stage Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. Preparation',
					description: 'Under "Task Details" a task is put into it',
				},
				...assigneeFields({ name: 'Responsible Person of the Record', value: 'recordResponsible' }),
			],
		},
	],
};

/** A new project template as a form. readTemplate turns it into the template. */
export const templateFields: INodeProperties[] = [
	{
		displayName: 'Template Name',
		name: 'templateName',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Flower delivery',
		description: 'A name that exists gets a new version; running projects keep theirs',
	},
	parameterLines,
	taskLines,
	stages,
	{
		displayName: 'Template Type',
		name: 'templateType',
		type: 'string',
		default: '',
		placeholder: 'e.g. onboarding',
		description: 'A word to sort templates by',
	},
];

/** A saved one, loaded into rows. readChangedTemplate turns it into the template. */
export const changedTemplateFields: INodeProperties[] = [
	templateField({ required: true, description: 'The template to change; its parts are shown below' }),
	{
		displayName: 'Template',
		name: 'rows',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		required: true,
		description:
			'The parts of the template. Change a row, empty it to take the part out, or write a new one. Choices of a parameter stand after a bar, as in "Price range | up to 500 | over 1,000", and so do the tasks that must be done first, as in "Deliver | after: Buy the flowers".',
		typeOptions: {
			loadOptionsDependsOn: ['template.value', 'connection'],
			resourceMapper: {
				resourceMapperMethod: 'getTemplateRows',
				mode: 'add',
				valuesLabel: 'Parts',
				fieldWords: { singular: 'part', plural: 'parts' },
				addAllFields: true,
				multiKeyMatch: false,
				supportAutoMap: false,
				noFieldsError: 'Choose a template first',
			},
		},
	},
];
