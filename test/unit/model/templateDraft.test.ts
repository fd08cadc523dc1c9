import { draftOf, type TemplateParts } from '../../../src/model/templateDraft';
import { readParameterLines, readTaskLines } from '../../../src/model/templateOutline';
import { checkTemplate } from '../../../src/model/templateRules';

const parts = (parameters: string, tasks: string, more: Partial<TemplateParts> = {}): TemplateParts => ({
	name: 'Flowers',
	parameters: readParameterLines(parameters).map((line) => ({ line })),
	stages: [],
	tasks: readTaskLines(tasks).map((line) => ({ line })),
	parameterDetails: [],
	taskDetails: [],
	...more,
});

test('names and keys are made from labels and titles, one stage is there by itself, and labels stand for merge fields', () => {
	const draft = draftOf(
		parts(
			'Delivery address: address\nPrice\n- low',
			'Buy for [Price] or less\nDeliver to {{delivery ADDRESS}} [soon]\n- after: Buy for [Price] or less',
		),
	);
	expect(checkTemplate(draft)).toEqual({
		name: 'Flowers',
		parameters: [
			{ name: 'deliveryAddress', label: 'Delivery address', kind: 'address', required: false },
			{ name: 'price', label: 'Price', kind: 'choice', required: false, choices: ['low'] },
		],
		stages: [{ name: 'All Tasks' }],
		tasks: [
			{ key: 'buy-for-or-less', title: 'Buy for {{price}} or less', stage: 'All Tasks' },
			{ key: 'deliver-to', title: 'Deliver to {{deliveryAddress}} [soon]', stage: 'All Tasks', after: ['buy-for-or-less'] },
		],
	});
});

test('names that would be alike are told apart, and a label in any writing gets one', () => {
	const { parameters, tasks } = draftOf(parts('Print run\nPrint Run\nToday\n価格', 'Печать\n納品\n納品 2'));
	expect(parameters.map(({ name }) => name)).toEqual(['printRun', 'printRun2', 'today2', 'parameter4']);
	expect(tasks.map(({ key }) => key)).toEqual(['pechat', 'task', '2']);
	expect(() => checkTemplate(draftOf(parts('Print run\nPrint Run', 'A')))).not.toThrow();
});

test('details are those of a label or a title; defaults fit the kind', () => {
	const draft = draftOf(
		parts('Run: number\nRush: yes or no\nBoss: user, required', 'Design\nPrint', {
			stages: [{ name: 'Work' }, { name: 'End' }],
			parameterDetails: [
				{ parameter: 'run', default: '100', required: true, help: 'How many' },
				{ parameter: 'Rush', default: 'no' },
			],
			taskDetails: [
				{
					task: 'PRINT',
					after: ['Design'],
					stage: 'End',
					responsible: { kind: 'parameter', parameter: 'Boss' },
					description: 'Of [Run]',
					checklist: ['[Rush]'],
					deadline: { amount: 2, unit: 'days', afterTask: 'design' },
				},
			],
		}),
	);
	expect(draft.parameters).toMatchObject([{ default: 100, required: true, help: 'How many' }, { default: false }, {}]);
	expect(checkTemplate(draft).tasks[1]).toEqual({
		key: 'print',
		title: 'Print',
		after: ['design'],
		stage: 'End',
		responsible: { kind: 'parameter', parameter: 'boss' },
		description: 'Of {{run}}',
		checklist: ['{{rush}}'],
		deadline: { amount: 2, unit: 'days', afterTask: 'design' },
	});
});

test.each<[string, TemplateParts, string]>([
	[
		'of a parameter that is not there',
		parts('A', 'B', { parameterDetails: [{ parameter: 'C' }] }),
		'There are details of the parameter "C"',
	],
	['of a task that is not there', parts('A', 'B', { taskDetails: [{ task: 'C' }] }), 'There are details of the task "C"'],
	['after a task of which there are two', parts('', 'B\nB\nC\n- after: b'), '2 tasks are called "b"'],
])('details %s are refused', (_, given, message) => {
	expect(() => draftOf(given)).toThrow(message);
});

test('a task after one that is not there is told by its title, with those that are', () => {
	expect(() => checkTemplate(draftOf(parts('', 'Buy\nDeliver\n- after: By')))).toThrow(
		'Task 2 (Deliver): it comes after "By", which is no task (tasks: Buy, Deliver).',
	);
});
