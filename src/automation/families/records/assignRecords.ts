import { CrmError } from '../../../model/CrmError';
import { refKey, titleOf, type CrmRecord } from '../../../model/record';
import { AssignmentRules } from '../../words/assignment/AssignmentRules';
import { Directory } from '../../words/directory/directory';
import { eachType } from './eachType';
import type { Operation } from '../../engine/effects/Operation';
import { presentRecords, type RecordOutput } from '../../words/output/present';
import { recordsByRef } from '../../words/reading/readRecords';
import { RuleConditions } from '../../words/conditions/RuleConditions';
import type { AssignRecordInput } from './inputs';

export type { AssignmentRule, AssignTarget } from '../../words/assignment/AssignmentRules';

/** The record after it. Names beside ids; `rule` is null where none decided. */
export type AssignOutput = RecordOutput & {
	/** Whether somebody was chosen, even if that is the same person as before. */
	assigned: boolean;
	assignedTo: string | null;
	assignedToId: string | null;
	responsibleBefore: string | null;
	responsibleBeforeId: string | null;
	rule: string | null;
	/** A sentence. */
	reason: string;
};

/**
 * Gives records to people. The items of one call are spread: each counts for the next, in the order of the inputs. Whose turn
 * it is is written in the same transaction as the records. Throws notFound, missingValue (nobody is available, no rule holds).
 */
export const assignRecords: Operation<AssignRecordInput, AssignOutput> = {
	name: 'record.assign',
	writes: 'crm',
	target: ({ type, id }) => [type, id],
	async perform(scope, inputs, write) {
		const directory = new Directory(scope);
		const people = await directory.people();
		const records = await recordsByRef(scope.crm, inputs);
		const conditions = await RuleConditions.of(scope, directory, records.values());
		const rules = new AssignmentRules(scope, directory, conditions);
		const present = new Map(records);
		const decisions: Decision[] = [];
		for (const input of inputs) {
			const record = present.get(refKey(input))!;
			const decision = await decide(input, record, rules, (id) => people.byId(id)?.active === true);
			decisions.push(decision);
			if (decision.to !== null) present.set(refKey(input), { ...record, values: { ...record.values, responsible: decision.to } });
		}
		await rules.saveTurns();
		const written = await eachType(
			inputs.map((input, index) => ({ ...input, to: decisions[index]!.to })),
			async (type, group) => {
				const changes = group.flatMap(({ id, to }) => (to === null ? [] : [{ id, values: { responsible: to } }]));
				const updated = new Map(
					(changes.length === 0 ? [] : await scope.crm.update(type, changes, write)).map((record) => [record.id, record]),
				);
				return group.map(({ id }) => updated.get(id) ?? records.get(refKey({ type, id }))!);
			},
		);
		const outputs = await presentRecords(scope, written, directory);
		return outputs.map((output, index) => {
			const { to, before, rule, reason } = decisions[index]!;
			return {
				...output,
				assigned: to !== null,
				assignedTo: people.nameOf(to),
				assignedToId: to,
				responsibleBefore: people.nameOf(before),
				responsibleBeforeId: before,
				rule,
				reason,
			};
		});
	},
};

interface Decision {
	/** Id of the user; null: it stays as it is. */
	to: string | null;
	before: string | null;
	rule: string | null;
	reason: string;
}

async function decide(
	input: AssignRecordInput,
	record: CrmRecord,
	rules: AssignmentRules,
	works: (userId: string) => boolean,
): Promise<Decision> {
	const before = typeof record.values['responsible'] === 'string' ? record.values['responsible'] : null;
	if (input.onlyUnassigned === true && before !== null && works(before)) {
		return { to: null, before, rule: null, reason: 'It has a responsible person already, and only records without one are given out.' };
	}
	const { user, rule, why, lacks } = await rules.choose({ kind: record.type, record }, { ...input, before });
	if (user !== null) return { to: user.id, before, rule, reason: why };
	const keeps = lacks === 'rule' ? input.otherwise === 'keep' : input.whenNobody === 'keep';
	if (keeps) return { to: null, before, rule, reason: `${why} The responsible person stays as it was.` };
	throw new CrmError(
		'missingValue',
		`The ${record.type} "${titleOf(record)}" cannot be given to anybody. ${why}`,
		lacks === 'rule'
			? 'Add a rule that holds for it, or choose what happens when no rule holds.'
			: 'Choose other people, or set "When Nobody Is Available" to "Leave as It Is".',
	);
}
