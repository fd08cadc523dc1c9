import { CrmError } from '../../../model/CrmError';
import { findField } from '../../../model/fieldNames';
import { refKey, type CrmRecord } from '../../../model/record';
import type { Field, RecordTypeDescription } from '../../../model/recordType';
import { gradeOf, totalScore } from '../../../model/scoring';
import { Directory } from '../../words/directory/directory';
import { eachType } from './eachType';
import type { ScoreRecordInput } from './inputs';
import type { Operation } from '../../engine/effects/Operation';
import type { Output } from '../../../model/output';
import { presentRecords, type RecordOutput } from '../../words/output/present';
import { recordsByRef } from '../../words/reading/readRecords';
import { RuleConditions } from '../../words/conditions/RuleConditions';
import { plainText } from '../../../model/plainText';

/** The record after it. `score` is the total, `scoreBefore` what the field held. */
export type ScoreOutput = RecordOutput & {
	score: number;
	scoreBefore: number | null;
	grade: string | null;
	/** Of every rule, also of those that do not hold: these give 0. */
	rules: Array<Output & { rule: string; points: number; holds: boolean; reason: string }>;
	/** The rules that hold, in a sentence. A rule without conditions is named there: it holds for every record. */
	explanation: string;
	/** Why the total was not written; null when it was. */
	reason: string | null;
};

/** Throws notFound, invalidValue, missingValue. */
export const scoreRecords: Operation<ScoreRecordInput, ScoreOutput> = {
	name: 'record.score',
	writes: 'crm',
	target: ({ type, id, field }) => [type, id, field ?? null],
	async perform(scope, inputs, write) {
		const directory = new Directory(scope);
		const records = await recordsByRef(scope.crm, inputs);
		const conditions = await RuleConditions.of(scope, directory, records.values());
		const scores: Score[] = [];
		for (const input of inputs) scores.push(await scoreOf(input, records.get(refKey(input))!, conditions));
		const written = await eachType(
			inputs.map((input, index) => ({ ...input, score: scores[index]!.score })),
			async (type, group) => {
				const description = await directory.describe(type);
				const changes = group.flatMap(({ id, field, score }) =>
					field === undefined ? [] : [{ id, values: { [numberField(description, field).name]: score } }],
				);
				const updated = new Map(
					(changes.length === 0 ? [] : await scope.crm.update(type, changes, write)).map((record) => [record.id, record]),
				);
				return group.map(({ id }) => updated.get(id) ?? records.get(refKey({ type, id }))!);
			},
		);
		const outputs = await presentRecords(scope, written, directory);
		return outputs.map((output, index) => ({
			...output,
			...scores[index]!,
			...writtenScore(inputs[index]!, records.get(refKey(inputs[index]!))!, scores[index]!.score),
		}));
	},
};

type Score = Pick<ScoreOutput, 'score' | 'grade' | 'rules' | 'explanation'>;

function writtenScore({ field }: ScoreRecordInput, record: CrmRecord, score: number): Pick<ScoreOutput, 'scoreBefore' | 'reason'> {
	const scoreBefore = before(record, field);
	if (field === undefined) return { scoreBefore, reason: 'No field was chosen that takes the total, so it is only put out.' };
	return { scoreBefore, reason: scoreBefore === score ? 'The field held this total already.' : null };
}

async function scoreOf(
	{ rules, limits = {}, grades = [] }: ScoreRecordInput,
	record: CrmRecord,
	conditions: RuleConditions,
): Promise<Score> {
	if (rules.length === 0) throw new CrmError('missingValue', 'There are no rules to score by.', 'Add a rule with its points.');
	const lines: ScoreOutput['rules'] = [];
	for (const [index, { name, points, conditions: own }] of rules.entries()) {
		const { holds, because } = await conditions.verdict(record, own);
		lines.push({
			rule: plainText(name) || `Rule ${index + 1}`,
			points: holds ? points : 0,
			holds,
			reason: `${because.charAt(0).toUpperCase()}${because.slice(1)}.`,
		});
	}
	const sum = totalScore(
		lines.map(({ points }) => points),
		{},
	);
	const score = totalScore([sum], limits);
	const held = lines.filter(({ holds }) => holds).map(({ rule, points }) => `${rule} (${points > 0 ? '+' : ''}${points})`);
	const limited = score === sum ? '' : `, limited from ${sum}`;
	const always = lines.filter((_, index) => rules[index]!.conditions.length === 0).map(({ rule }) => rule);
	return {
		score,
		grade: gradeOf(score, grades),
		rules: lines,
		explanation: `${score} points${limited}: ${held.length === 0 ? 'no rule holds' : held.join(', ')}.${alwaysText(always)}`,
	};
}

function alwaysText(rules: readonly string[]): string {
	if (rules.length === 0) return '';
	const [has, gives] = rules.length === 1 ? ['has', 'it gives its'] : ['have', 'they give their'];
	return ` ${rules.map((rule) => `"${rule}"`).join(' and ')} ${has} no conditions: ${gives} points to every record.`;
}

function numberField(description: RecordTypeDescription, name: string): Field {
	const { label, fields } = description;
	const numbers = fields.filter(isNumber);
	const field = findField(description, name, numbers);
	if (isNumber(field)) return field;
	const choice =
		numbers.length === 0
			? 'Add a field of the kind "number" to the record type first.'
			: `Choose one of: ${numbers.map((other) => other.label).join(', ')}.`;
	throw new CrmError(
		'invalidValue',
		`Field "${field.label}" of record type "${label}" does not hold a number, so it cannot take the score.`,
		choice,
	);
}

function isNumber({ kind }: Field): boolean {
	return kind === 'number' || kind === 'money';
}

function before(record: CrmRecord, field: string | undefined): number | null {
	const value = field === undefined ? null : record.values[field];
	return typeof value === 'number' ? value : null;
}
