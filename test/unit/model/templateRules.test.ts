import { checkParameters } from '../../../src/model/parameterValues';
import type { ProjectTemplateDraft } from '../../../src/model/projectTemplate';
import { checkTemplate } from '../../../src/model/templateRules';

const CARDS: ProjectTemplateDraft = {
	name: 'Business cards',
	type: 'print',
	parameters: [
		{ name: 'run', label: 'Print run', kind: 'number', required: true },
		{ name: 'sides', label: 'Sides', kind: 'choice', required: true, choices: ['One sided', 'Two sided'], default: 'One sided' },
		{ name: 'until', label: 'Wanted by', kind: 'date', required: false },
		{ name: 'glossy', label: 'Glossy', kind: 'boolean', required: false },
		{ name: 'designer', label: 'Designer', kind: 'user', required: true },
	],
	stages: [{ name: 'Design' }, { name: 'Print', responsible: { kind: 'group', group: 'Printers' } }],
	tasks: [
		{ key: 'design', title: 'Design for {{record.title}}', stage: 'Design', responsible: { kind: 'parameter', parameter: 'designer' } },
		{
			key: 'print',
			title: 'Print {{run}} cards',
			description: '{{sides}}',
			stage: 'Print',
			after: ['design'],
			deadline: { amount: 2, unit: 'days', workingTime: true, afterTask: 'design' },
		},
	],
};

const [design, print] = CARDS.tasks as [ProjectTemplateDraft['tasks'][0], ProjectTemplateDraft['tasks'][0]];

describe('a project template', () => {
	it('that is right is taken as it is', () => {
		expect(checkTemplate(CARDS)).toEqual(CARDS);
	});

	it('that was read can be saved again: its stamp is left out', () => {
		expect(checkTemplate({ ...CARDS, id: '7', version: 3, savedAt: '2026-01-01T00:00:00Z' })).toEqual(CARDS);
	});

	it.each<[string, unknown, string]>([
		['is not an object', 'cards', 'The template: must be'],
		['has no name', { ...CARDS, name: ' ' }, 'name: must not be empty'],
		['has no stage', { ...CARDS, stages: [] }, 'stages: at least one stage is needed'],
		['has no task', { ...CARDS, tasks: [] }, 'tasks: at least one task is needed'],
		[
			'has an empty choice',
			{ ...CARDS, parameters: [{ ...CARDS.parameters[1], choices: ['One sided', ' '] }] },
			'Parameter 1 (Sides), choices, number 2: must not be empty',
		],
		['has a parameter without a label', { ...CARDS, parameters: [{ name: 'x', kind: 'text' }] }, 'Parameter 1 (x), label: is missing'],
		[
			'has an unknown part',
			{ ...CARDS, tasks: [{ ...design, dedline: 1 }] },
			'Task 1 (Design for {{record.title}}): has parts that nobody knows: dedline',
		],
		[
			'has an unknown kind of parameter',
			{ ...CARDS, parameters: [{ ...CARDS.parameters[0], kind: 'colour' }] },
			'Parameter 1 (Print run), kind: must be one of',
		],
		[
			'has a negative deadline',
			{ ...CARDS, tasks: [{ ...design, deadline: { amount: -1, unit: 'days' } }] },
			'Task 1 (Design for {{record.title}}), deadline, time: must not be negative',
		],
		[
			'repeats a parameter',
			{ ...CARDS, parameters: [...CARDS.parameters, { ...CARDS.parameters[0], name: 'RUN' }] },
			'Parameter 6 (Print run): the name "RUN" is that of another already',
		],
		[
			'repeats a stage',
			{ ...CARDS, stages: [...CARDS.stages, { name: 'design' }] },
			'Stage 3 (design): the name "design" is that of another already',
		],
		[
			'repeats a task',
			{ ...CARDS, tasks: [...CARDS.tasks, print] },
			'Task 3 (Print {{run}} cards): the key "print" is that of another already',
		],
		[
			'names a parameter that is no name',
			{ ...CARDS, parameters: [...CARDS.parameters, { ...CARDS.parameters[0], name: 'two words' }] },
			'Parameter 6 (Print run): the name "two words" is not allowed',
		],
		[
			'has a choice without choices',
			{ ...CARDS, parameters: [...CARDS.parameters, { name: 'x', label: 'X', kind: 'choice', required: false }] },
			'Parameter 6 (X): it has no choices',
		],
		[
			'has choices for a text',
			{ ...CARDS, parameters: [...CARDS.parameters, { name: 'x', label: 'X', kind: 'text', required: false, choices: ['a'] }] },
			'Parameter 6 (X): it has choices but is of the kind text',
		],
		[
			'has a default that is no choice',
			{
				...CARDS,
				parameters: [...CARDS.parameters, { name: 'x', label: 'X', kind: 'choice', required: false, choices: ['a'], default: 'b' }],
			},
			'Parameter 6 (X): the default does not fit: X: "b" is not one of the choices',
		],
		[
			'has a default of another type',
			{ ...CARDS, parameters: [...CARDS.parameters, { name: 'x', label: 'X', kind: 'number', required: false, default: 'many' }] },
			'the default does not fit: X: "many" is not a number',
		],
		[
			'links to records of no type',
			{ ...CARDS, parameters: [...CARDS.parameters, { name: 'x', label: 'X', kind: 'record', required: false }] },
			'Parameter 6 (X): it has no record type',
		],
		[
			'has a task at an unknown stage',
			{ ...CARDS, tasks: [{ ...design, stage: 'Desing' }, print] },
			'Task 1 (Design for {{record.title}}): the stage "Desing" does not exist (stages: Design, Print)',
		],
		[
			'has a task after an unknown one',
			{ ...CARDS, tasks: [design, { ...print, after: ['sketch'] }] },
			'Task 2 (Print {{run}} cards): it comes after "sketch", which is no task (tasks: Design for {{record.title}}, Print {{run}} cards)',
		],
		[
			'counts a deadline from an unknown task',
			{ ...CARDS, tasks: [design, { ...print, deadline: { amount: 1, unit: 'days', afterTask: 'sketch' } }] },
			'its deadline counts from "sketch", which is no task',
		],
		[
			'uses an unknown merge field',
			{ ...CARDS, tasks: [{ ...design, title: '{{colour}}' }, print] },
			'Task 1 ({{colour}}): it uses {{colour}}, which is neither',
		],
		['uses an unknown merge field in a checklist', { ...CARDS, tasks: [{ ...design, checklist: ['{{colour}}'] }, print] }, '{{colour}}'],
		[
			'gives a task to an unknown parameter',
			{ ...CARDS, tasks: [{ ...design, responsible: { kind: 'parameter', parameter: 'boss' } }, print] },
			'it is for whoever the parameter "boss" names, but there is no such parameter',
		],
		[
			'gives a task to a number',
			{ ...CARDS, tasks: [{ ...design, responsible: { kind: 'parameter', parameter: 'run' } }, print] },
			'it is for whoever the parameter "Print run" names, but that is of the kind number, not user',
		],
		[
			'has a task that waits for itself',
			{ ...CARDS, tasks: [{ ...design, after: ['design'] }, print] },
			'"Design for {{record.title}}" → "Design for {{record.title}}"',
		],
		[
			'has tasks that wait for each other',
			{ ...CARDS, tasks: [{ ...design, after: ['print'] }, print] },
			'"Design for {{record.title}}" → "Print {{run}} cards" → "Design for {{record.title}}"',
		],
	])('that %s is refused', (_, template, message) => {
		expect(() => checkTemplate(template)).toThrow(
			expect.objectContaining({ code: 'invalidValue', message: expect.stringContaining(message) }),
		);
	});

	it('every problem is in the one error', () => {
		const bad = {
			...CARDS,
			tasks: [
				{ ...design, stage: 'Nowhere', title: '{{colour}}' },
				{ ...print, after: ['nothing'] },
			],
		};
		expect(() => checkTemplate(bad)).toThrow(/"Business cards" has 3 problems: .*Nowhere.*colour.*nothing/);
	});

	it('a long chain of tasks is no circle', () => {
		const tasks = Array.from({ length: 500 }, (_, index) => ({
			key: `t${index}`,
			title: 'x',
			stage: 'Design',
			after: index === 0 ? [] : [`t${index - 1}`, 't0'].slice(0, index === 1 ? 1 : 2),
		}));
		expect(checkTemplate({ ...CARDS, tasks }).tasks).toHaveLength(500);
	});
});

describe('the parameters of a project', () => {
	const check = (given: Record<string, unknown>) => checkParameters(CARDS, given, 'Europe/Warsaw');

	it('are brought to their types, with defaults, empty ones null', () => {
		expect(check({ run: '500', until: '2026-05-01T23:30:00Z', glossy: 'yes', designer: 'Ann' })).toEqual({
			run: 500,
			sides: 'One sided',
			until: '2026-05-02',
			glossy: true,
			designer: 'Ann',
		});
		expect(check({ run: 1, sides: 'two SIDED', designer: 'Ann', glossy: '' })).toEqual({
			run: 1,
			sides: 'Two sided',
			until: null,
			glossy: null,
			designer: 'Ann',
		});
	});

	it('that are missing are named by their labels, all of them', () => {
		expect(() => check({ run: ' ', designer: null })).toThrow(
			expect.objectContaining({ code: 'missingValue', message: expect.stringMatching(/"Print run", "Designer" are required/) }),
		);
	});

	it.each([
		[{ run: 'many' }, 'invalidValue', 'Print run: "many" is not a number'],
		[{ sides: 'Three sided' }, 'invalidValue', 'Sides: "Three sided" is not one of the choices'],
		[{ until: 'soon' }, 'invalidValue', 'Wanted by: "soon" is not a date'],
		[{ glossy: 'very' }, 'invalidValue', 'Glossy: "very" is not yes or no'],
		[{ rum: 5 }, 'notFound', 'Parameter "rum" does not exist in project template "Business cards"'],
	])('%j is refused, naming the label', (given, code, message) => {
		expect(() => check({ run: 1, designer: 'Ann', ...given })).toThrow(
			expect.objectContaining({ code, message: expect.stringContaining(message) }),
		);
	});
});
