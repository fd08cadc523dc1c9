import { additionalFields } from '../../fields/additional';
import { templateField } from '../../fields/locators';
import { mappedValues } from '../../fields/mappedFields';
import { mergeForm, mergeText } from '../../fields/mergeText';
import { recordChoice } from '../../fields/recordChoice';
import { filled, picked } from '../example';
import { writeOperation } from '../operation';

export const start = writeOperation({
	operation: 'project.start',
	option: {
		name: 'Start From Template',
		value: 'start',
		action: 'Start a project from a template',
		description: 'Create a project and all its tasks at once',
	},
	example: {
		goal: 'When a deal is won, start the onboarding of the customer.',
		form: { template: picked('Customer onboarding', 'Customer onboarding'), parameters: filled({ plan: 'Gold' }) },
	},
	description: [
		templateField({ required: true, description: 'The template decides which parameters are asked for below' }),
		...recordChoice({ none: { name: 'No Record' } }),
		mergeForm({
			displayName: 'Parameters',
			name: 'parameters',
			type: 'resourceMapper',
			noDataExpression: true,
			default: { mappingMode: 'defineBelow', value: null },
			required: true,
			description: 'What the template asks for; every task of the project shows it',
			typeOptions: {
				loadOptionsDependsOn: ['template.value', 'connection'],
				resourceMapper: {
					resourceMapperMethod: 'getTemplateParameters',
					mode: 'add',
					valuesLabel: 'Parameters',
					fieldWords: { singular: 'parameter', plural: 'parameters' },
					addAllFields: true,
					multiKeyMatch: false,
					supportAutoMap: false,
					noFieldsError: 'This template asks for nothing',
				},
			},
		}),
		additionalFields([
			mergeText({
				displayName: 'Project Name',
				name: 'projectName',
				type: 'string',
				default: '',
				placeholder: 'e.g. Business cards for Acme',
				description: 'The name of the template and the title of the record, when left out',
			}),
		]),
	],
	input: (item) => ({
		template: item.requiredText('template', 'Project Template'),
		record: item.optionalRecord(),
		parameters: mappedValues(item, 'parameters'),
		name: item.collection('additionalFields').text('projectName'),
	}),
});
