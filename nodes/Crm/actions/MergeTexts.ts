import type { INodeProperties } from 'n8n-workflow';
import type { Scope } from '../../../src/automation/engine/Scope';
import { CrmError } from '../../../src/model/CrmError';
import { fillMergeFields, mergeFieldsIn } from '../../../src/model/mergeFields';
import { refKey, type RecordRef } from '../../../src/model/record';
import { eachText, marksOf, type Mark } from '../fields/mergeText';
import type { ItemParameters } from './ItemParameters';
import type { NodeRun } from './NodeRun';

/** A parameter as it stands in the workflow, and what in it takes merge fields. */
interface Part {
	mark: Mark;
	raw: unknown;
}

/** What the merge fields of an item can show, and why there is no more; see `Need`. */
interface ItemValues {
	values: ReadonlyMap<string, string>;
	problem?: unknown;
}

/**
 * The merge fields in the parameters of one run of a node. Their records are read once for all items that act as the same
 * person, with the rights of that person. Only what stands in the workflow itself is filled: what an expression gives is data.
 */
export class MergeTexts {
	private readonly parts: ReadonlyMap<string, Part>;
	private readonly items: readonly ItemValues[];

	private constructor(parts: ReadonlyMap<string, Part>, items: readonly ItemValues[]) {
		this.parts = parts;
		this.items = items;
	}

	/** Undefined where no text of the form has merge fields: then nothing is read. */
	static async read(
		run: NodeRun,
		description: readonly INodeProperties[],
		items: readonly ItemParameters[],
	): Promise<MergeTexts | undefined> {
		const parts = new Map<string, Part>();
		const texts: string[] = [];
		for (const [name, mark] of marksOf(description, (parameter) => run.parameters.raw(parameter))) {
			const raw = run.parameters.raw(name);
			const before = texts.length;
			eachText(mark, raw, raw, (text) => (texts.push(text), text));
			if (texts.length > before) parts.set(name, { mark, raw });
		}
		if (parts.size === 0) return undefined;
		const fields = texts.some((text) => mergeFieldsIn(text).length > 0);
		if (!fields) return new MergeTexts(parts, new Array<ItemValues>(items.length).fill({ values: new Map() }));
		const names = new Set(description.map((field) => field.name));
		const needs: Need[] = [];
		for (const item of items) needs.push(await needOf(item, names));
		return new MergeTexts(parts, await readValues(run, needs, texts));
	}

	/**
	 * The value of a parameter for an item, with its merge fields filled in. Throws invalidValue for a field that is not known;
	 * where the record could not be read, notFound, forbidden or missingValue.
	 */
	fill(name: string, value: unknown, item: number): unknown {
		const part = this.parts.get(name);
		if (part === undefined) return value;
		const { values, problem } = this.items[item]!;
		return eachText(part.mark, value, part.raw, (text, label) => {
			if (problem !== undefined && mergeFieldsIn(text).some((field) => !values.has(field))) throw problem;
			return fillMergeFields(text, values, `the field "${label}"`);
		});
	}
}

/** What an item's merge fields are about. */
interface Need {
	actor?: string;
	record?: RecordRef;
	task?: RecordRef;
	/** Thrown only where a text has a field that cannot be shown without what is missing. */
	problem?: unknown;
}

/** Where the form does not ask for a record, the one that started the workflow. `fields`: names of those of the form. */
async function needOf(item: ItemParameters, fields: ReadonlySet<string>): Promise<Need> {
	const need: Need = {};
	try {
		need.actor = await item.actor();
		const task = fields.has('task') ? item.text('task') : undefined;
		if (task !== undefined) need.task = { type: 'task', id: task };
		need.record = fields.has('recordSource') ? item.optionalRecord() : item.startingRecord();
	} catch (problem) {
		need.problem = problem;
	}
	return need;
}

/** By item. A few requests for each person who acts. */
async function readValues(run: NodeRun, needs: readonly Need[], texts: readonly string[]): Promise<ItemValues[]> {
	const byActor = new Map<string | undefined, Need[]>();
	for (const need of needs) {
		const group = byActor.get(need.actor);
		if (group === undefined) byActor.set(need.actor, [need]);
		else group.push(need);
	}
	const values = new Map<Need, ItemValues>();
	for (const [actor, group] of byActor)
		(await valuesFor(await run.scopeOf(actor), group, texts)).forEach((found, index) => values.set(group[index]!, found));
	return needs.map((need) => values.get(need)!);
}

async function valuesFor(scope: Scope, needs: readonly Need[], texts: readonly string[]): Promise<ItemValues[]> {
	const [{ Directory }, { lastKnownOf }, { readMergeValues }] = await Promise.all([
		import('../../../src/automation/words/directory/directory'),
		import('../../../src/automation/words/reading/lastKnownRecords'),
		import('../../../src/automation/words/output/mergeValues'),
	]);
	const refs = needs.flatMap(({ record, task }) => [record, task].filter((ref) => ref !== undefined));
	const records = await lastKnownOf(scope, refs);
	const mergeValues = await readMergeValues(scope, new Directory(scope), [...records.values()], texts);
	const problems = await problemsOf(
		scope,
		refs.filter((ref) => !records.has(refKey(ref))),
	);
	const known = (ref: RecordRef | undefined) => (ref === undefined ? undefined : records.get(refKey(ref)));
	return needs.map(({ record, task, problem }) => ({
		values: mergeValues.of({ record: known(record), task: known(task) }),
		problem: problem ?? [record, task].map((ref) => ref && problems.get(refKey(ref))).find((found) => found !== undefined),
	}));
}

/** Why these records could not be read, by `refKey`. */
async function problemsOf(scope: Scope, missing: readonly RecordRef[]): Promise<Map<string, CrmError>> {
	const { missingRecord } = await import('../../../src/automation/words/reading/readRecords');
	const problems = new Map<string, CrmError>();
	for (const ref of missing) {
		if (problems.has(refKey(ref))) continue;
		const problem = await missingRecord(scope.crm, ref.type, ref.id).catch((error: unknown) => error);
		if (!(problem instanceof CrmError) || (problem.code !== 'notFound' && problem.code !== 'forbidden')) throw problem;
		problems.set(refKey(ref), problem);
	}
	return problems;
}
