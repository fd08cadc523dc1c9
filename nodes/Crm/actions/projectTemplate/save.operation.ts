import { CrmError } from '../../../../src/model/CrmError';
import { showWhen } from '../../fields/showFor';
import { missing, type ItemParameters } from '../ItemParameters';
import { writeOperation } from '../operation';
import { detailFields } from './detailFields';
import { readChangedTemplate, readTemplate } from './readTemplate';
import { changedTemplateFields, templateFields } from './templateFields';

export const save = writeOperation({
	operation: 'projectTemplate.save',
	option: {
		name: 'Save',
		value: 'save',
		action: 'Save a project template',
		description: 'Create a template, or the next version of the one with that name',
	},
	example: {
		goal: 'Define how business cards are made, once, and start it for each order.',
		form: {
			templateName: 'Business cards',
			parameterLines: 'Print run: number, required\nSides\n- one side\n- both sides',
			taskLines: 'Design the cards\nPrint [Print run] cards\n- after: Design the cards',
		},
	},
	description: [
		{
			displayName: 'Define',
			name: 'defineAs',
			type: 'options',
			description: 'How the template is given',
			noDataExpression: true,
			default: 'fields',
			options: [
				{ name: 'By Changing a Saved One', value: 'change', description: 'A saved template is loaded into the form' },
				{ name: 'Using Fields Below', value: 'fields' },
				{ name: 'Using JSON', value: 'json', description: 'For example a template that was read with Get Many or exported elsewhere' },
			],
		},
		...showWhen({ defineAs: ['fields'] }, templateFields),
		...showWhen({ defineAs: ['change'] }, changedTemplateFields),
		...showWhen({ defineAs: ['fields', 'change'] }, detailFields),
		{
			displayName: 'Template (JSON)',
			name: 'templateJson',
			type: 'json',
			default:
				'{\n  "name": "Business cards",\n  "parameters": [],\n  "stages": [{ "name": "Preparation" }],\n  "tasks": [{ "key": "design", "title": "Design the cards", "stage": "Preparation" }]\n}',
			required: true,
			description: 'The whole template: name, type, parameters, stages and tasks',
			displayOptions: { show: { defineAs: ['json'] } },
		},
	],
	async input(item) {
		switch (item.value('defineAs', 'fields')) {
			case 'json':
				return { template: readJson(item) };
			case 'change':
				return { template: await readChangedTemplate(item) };
			default:
				return { template: readTemplate(item) };
		}
	},
});

function readJson(item: ItemParameters): unknown {
	const given = item.value('templateJson', '');
	if (typeof given !== 'string') return given;
	if (given.trim() === '') throw missing('Template (JSON)');
	const parsed = parse(given);
	if ('template' in parsed) return parsed.template;
	throw new CrmError(
		'invalidValue',
		`"Template (JSON)" is not valid JSON: ${parsed.problem}.`,
		'Correct it; a comma or a quotation mark too many or too few is the usual reason.',
	);
}

function parse(text: string): { template: unknown } | { problem: string } {
	try {
		return { template: JSON.parse(text) as unknown };
	} catch (error) {
		return { problem: error instanceof Error ? error.message : String(error) };
	}
}
