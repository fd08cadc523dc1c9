import { CrmError, quoted } from '../../../../src/model/CrmError';
import { asNumber } from '../../../shared/asNumber';
import { conditionsField, conditionsIn } from '../../../shared/conditions';
import { TYPE_DEPENDENCIES } from '../../../shared/recordSources';
import { additionalFields } from '../../fields/additional';
import { recordChoice } from '../../fields/recordChoice';
import { missing, type Collection } from '../ItemParameters';
import { writeOperation } from '../operation';
import type { ScoreRecordInput } from '../../../../src/automation/families/records/inputs';

export const score = writeOperation({
	operation: 'record.score',
	option: {
		name: 'Score',
		value: 'score',
		action: 'Score a record',
		description: 'Give points to a lead or any record by rules, write the total into a field, and say which rules held and why',
	},
	example: {
		goal: 'Give a deal points for its size, and a grade.',
		form: {
			scoringRules: {
				rule: [{ name: 'Big', points: 60, conditions: { condition: [{ field: 'amount', operator: 'atLeast', value: '10000' }] } }],
			},
			grades: {
				grade: [
					{ name: 'Hot', from: 50 },
					{ name: 'Cold', from: 0 },
				],
			},
		},
	},
	description: [
		...recordChoice({ typeAlways: true }),
		{
			displayName: 'Rules',
			name: 'scoringRules',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, sortable: true },
			default: {},
			placeholder: 'Add Rule',
			description: 'The points of all rules that hold are added up',
			options: [
				{
					displayName: 'Rule',
					name: 'rule',
					values: [
						{
							displayName: 'Label',
							name: 'name',
							type: 'string',
							default: '',
							placeholder: 'e.g. Big company',
							description: 'What the rule is called in the output',
						},
						{
							displayName: 'Points',
							name: 'points',
							type: 'number',
							default: 10,
							description: 'What the rule gives when it holds; below 0 it takes points away',
						},
						conditionsField('All of them must hold; without any, the points always count'),
					],
				},
			],
		},
		{
			displayName: 'Score Field Name or ID',
			name: 'scoreField',
			type: 'options',
			default: '',
			description:
				'The number field that takes the total; only put out, when left empty. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			typeOptions: { loadOptionsMethod: 'getNumberFields', loadOptionsDependsOn: TYPE_DEPENDENCIES },
		},
		{
			displayName: 'Grades',
			name: 'grades',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			default: {},
			placeholder: 'Add Grade',
			description: 'Names for totals: the output has the highest grade that is reached',
			options: [
				{
					displayName: 'Grade',
					name: 'grade',
					values: [
						{
							displayName: 'Grade',
							name: 'name',
							type: 'string',
							description: 'What the grade is called',
							default: '',
							placeholder: 'e.g. Hot',
						},
						{
							displayName: 'From Points',
							name: 'from',
							type: 'number',
							default: 50,
							description: 'The total from which on the grade is reached',
						},
					],
				},
			],
		},
		additionalFields([
			{ displayName: 'Highest Total', name: 'most', type: 'number', default: 100, description: 'A total above it counts as this' },
			{ displayName: 'Lowest Total', name: 'least', type: 'number', default: 0, description: 'A total below it counts as this' },
		]),
	],
	input(item) {
		const more = item.collection('additionalFields');
		const [least, most] = [more.number('least', 'Lowest Total'), more.number('most', 'Highest Total')];
		if (least !== undefined && most !== undefined && least > most) {
			throw new CrmError(
				'invalidValue',
				`"Lowest Total" (${least}) is above "Highest Total" (${most}).`,
				'Give a lowest total that is below the highest one.',
			);
		}
		const rules = item.rows('scoringRules', 'rule').map(ruleOf);
		const always = rules.findIndex(({ conditions }) => conditions.length === 0);
		if (always >= 0 && item.index === 0)
			item.run.hint(
				`The rule "${rules[always]!.name.trim() || `Rule ${always + 1}`}" has no conditions: it gives its points to every record.`,
			);
		return {
			...item.record(),
			rules,
			limits: { least, most },
			grades: item.rows('grades', 'grade').map(gradeOf),
			field: item.text('scoreField'),
		};
	},
});

function ruleOf(row: Collection): ScoreRecordInput['rules'][number] {
	const name = row.text('name') ?? '';
	return { name, points: number(row.value('points'), `Points of the rule "${name}"`), conditions: conditionsIn(row.value('conditions')) };
}

function gradeOf(row: Collection): { name: string; from: number } {
	const name = row.text('name')?.trim() ?? '';
	if (name === '') throw missing('Grade');
	return { name, from: number(row.value('from'), `From Points of the grade "${name}"`) };
}

function number(value: unknown, label: string): number {
	const read = asNumber(value);
	if (Number.isFinite(read)) return read;
	throw new CrmError('invalidValue', `${label}: ${quoted(value)} is not a number.`, 'Enter a number.');
}
