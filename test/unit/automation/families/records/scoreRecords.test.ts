import { scoreRecords } from '../../../../../src/automation/families/records/scoreRecords';
import { Office, refOf, refusal } from '../../office';
import type { ScoreRecordInput, ScoringRule } from '../../../../../src/automation/families/records/inputs';

let office: Office;
beforeAll(async () => (office = await Office.open()));
afterAll(async () => await office.close());

const RULES: ScoringRule[] = [
	{ name: 'From the website', points: 20, conditions: [{ field: 'source', operator: 'is', value: 'Website' }] },
	{ name: 'Has a phone', points: 15, conditions: [{ field: 'phone', operator: 'isNotEmpty' }] },
	{ name: '', points: -5, conditions: [] },
];

async function score(values: object, more: Partial<ScoreRecordInput> = {}) {
	const [lead] = await office.add('lead', { title: 'Lead', ...values });
	return { lead: lead!, output: await office.runOne(scoreRecords, { ...refOf(lead!), rules: RULES, ...more }) };
}

test('the total, each rule with its points and why, and the field', async () => {
	const { lead, output } = await score(
		{ source: 'website', score: 7 },
		{
			field: 'score',
			grades: [
				{ name: 'Warm', from: 10 },
				{ name: 'Hot', from: 30 },
			],
		},
	);
	expect(output).toMatchObject({
		score: 15,
		scoreBefore: 7,
		grade: 'Warm',
		explanation: '15 points: From the website (+20), Rule 3 (-5). "Rule 3" has no conditions: it gives its points to every record.',
		reason: null,
		rules: [
			{ rule: 'From the website', points: 20, holds: true, reason: 'Source is Website (it is Website).' },
			{ rule: 'Has a phone', points: 0, holds: false, reason: 'Not: Phone is not empty (it is empty).' },
			{ rule: 'Rule 3', points: -5, holds: true, reason: 'It has no conditions.' },
		],
	});
	expect((await office.scope.crm.get(lead))?.values['score']).toBe(15);
});

test('limits, and a total that is only put out', async () => {
	expect((await score({ source: 'website' }, { limits: { most: 10 } })).output).toMatchObject({
		score: 10,
		explanation: expect.stringContaining('limited from 15'),
	});
	const { lead, output } = await score({}, { limits: { least: 0 } });
	expect(output).toMatchObject({ score: 0, scoreBefore: null, grade: null });
	expect((await office.scope.crm.get(lead))?.version).toBe('1');
});

test('a score that is the same makes no change', async () => {
	const { lead } = await score({ phone: '123456', score: 10 }, { field: 'score' });
	expect((await office.scope.crm.get(lead))?.version).toBe('1');
});

test('many records are scored in one call', async () => {
	const leads = await office.add(
		'lead',
		...[0, 1, 2].map((number) => ({ title: `Lead ${number}`, source: number === 1 ? 'website' : 'phone' })),
	);
	const outputs = await office.run(
		scoreRecords,
		leads.map((lead) => ({ ...refOf(lead), rules: RULES, field: 'score' })),
	);
	expect(outputs.map((output) => output.score)).toEqual([-5, 15, -5]);
});

test.each([
	['no rules', { rules: [] }, 'missingValue', 'no rules'],
	['an unknown field', { field: 'nope' }, 'notFound', 'nope'],
	['a field that holds no number', { field: 'email' }, 'invalidValue', 'Email'],
	[
		'a condition on an unknown field',
		{ rules: [{ name: 'x', points: 1, conditions: [{ field: 'nope', operator: 'isEmpty' as const }] }] },
		'notFound',
		'nope',
	],
	[
		'a value that is no choice',
		{ rules: [{ name: 'x', points: 1, conditions: [{ field: 'source', operator: 'is' as const, value: 'Moon' }] }] },
		'invalidValue',
		'Moon',
	],
] as const)('%s is refused', async (_, more, code, word) => {
	await expect(score({}, more as Partial<ScoreRecordInput>)).rejects.toEqual(refusal(code, word));
});
