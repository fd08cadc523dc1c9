import fc from 'fast-check';
import { findDuplicates } from '../../../src/automation/families/records/findDuplicates';
import { upsertRecords } from '../../../src/automation/families/records/upsertRecords';
import { resolveConditions } from '../../../src/automation/words/conditions/resolveConditions';
import { Directory } from '../../../src/automation/words/directory/directory';
import { resolveValues } from '../../../src/automation/words/values/resolveValues';
import { meets } from '../../../src/model/conditions';
import { CrmError } from '../../../src/model/CrmError';
import { comparing, normalForm } from '../../../src/model/normalForm';
import { operatorsOf } from '../../../src/model/operators';
import type { Condition } from '../../../src/model/query';
import type { CrmRecord, FieldValue } from '../../../src/model/record';
import type { Field, RecordTypeDescription } from '../../../src/model/recordType';
import { sentenceComplaints } from '../complaints';
import type { World } from '../worlds/World';
import { pairsByField, type Pair } from './lookalikes';

const TYPE = 'visit';
/** How many values are in the CRM at once; every one of them is asked for in other words. */
const SCENE = 25;
/** Scenes after which the CRM is made anew, so that what was removed does not pile up. */
const SCENES_BETWEEN_RESETS = 100;

export interface FormsPlan {
	/** Values that are written, and asked for in other words. */
	inputs: number;
	/** Decides all inputs. */
	seed: number;
	/** Of one scene, as a failure tells it. */
	path?: string;
	/** Told now and then. */
	progress?: (done: number) => void;
}

export interface FormsReport {
	/** Values that were tried. */
	inputs: number;
	/** Of them, refused. */
	refused: number;
	/** By field, how often another way to write a value meant the same. */
	same: ReadonlyMap<string, number>;
	/** The smallest scene in which something is wrong. */
	failure?: { complaints: string[]; input: string; path: string };
}

interface Scene {
	field: string;
	pairs: Pair[];
}

/** A value that the CRM has, and what it is asked for by. */
interface Kept extends Pair {
	record: CrmRecord;
	value: FieldValue;
	/** What is written in other words, as it would be stored; absent: refused. */
	wanted?: FieldValue;
}

/**
 * Writes values in the ways in which people and programs write them, and asks for them in others: what is stored, found by
 * conditions in the database and in memory, matched, upserted, linked and called a duplicate must agree, for every kind of field.
 */
export class FormsCampaign {
	private readonly world: World;
	private readonly same = new Map<string, number>();
	private description!: RecordTypeDescription;
	private inputs = 0;
	private refused = 0;
	private scenes = 0;

	constructor(world: World) {
		this.world = world;
	}

	async run({ inputs, seed, path, progress }: FormsPlan): Promise<FormsReport> {
		await this.world.reset();
		this.description = await this.world.scope().crm.describe(TYPE);
		const pairs = pairsByField();
		const scene = fc.constantFrom(...Object.keys(pairs)).chain((field) =>
			fc.record({
				field: fc.constant(field),
				pairs: fc.array(pairs[field]!, { minLength: 1, maxLength: SCENE, size: 'max' }),
			}),
		);
		let failed = false;
		const property = fc.asyncProperty(scene, async (made) => {
			if (!failed && this.inputs >= inputs) return;
			const complaints = await this.try(made);
			if (!failed && this.scenes % SCENES_BETWEEN_RESETS === 0) progress?.(this.inputs);
			failed ||= complaints.length > 0;
			if (complaints.length > 0) throw new Error(complaints.join('\n'));
		});
		// A scene has half as many values as it may have, on the average.
		const details = await fc.check(property, { seed, path, numRuns: Math.ceil(inputs / SCENE) * 3 });
		const report = { inputs: this.inputs, refused: this.refused, same: this.same };
		if (!details.failed) return report;
		const complaints = String((details.errorInstance as Error).stack).split('\n');
		return { ...report, failure: { complaints, input: fc.stringify(details.counterexample), path: details.counterexamplePath ?? '' } };
	}

	private async try({ field: name, pairs }: Scene): Promise<string[]> {
		if (++this.scenes % SCENES_BETWEEN_RESETS === 0) await this.world.reset();
		this.inputs += pairs.length;
		const scene = new SceneCheck(this.world, this.description, name);
		try {
			await scene.keep(pairs);
			await scene.check();
		} finally {
			await scene.remove();
		}
		this.refused += scene.refused;
		this.same.set(name, (this.same.get(name) ?? 0) + scene.same);
		return scene.complaints;
	}
}

/** One scene: values of one field, each of them in a record of its own. */
class SceneCheck {
	readonly complaints: string[] = [];
	refused = 0;
	same = 0;
	private kept: Kept[] = [];
	private readonly world: World;
	private readonly description: RecordTypeDescription;
	private readonly field: Field;
	private readonly directory: Directory;

	constructor(world: World, description: RecordTypeDescription, name: string) {
		this.world = world;
		this.description = description;
		this.field = description.fields.find((field) => field.name === name)!;
		this.directory = new Directory(world.scope());
	}

	/** Writes what was typed, and reads what is written in other words. */
	async keep(pairs: readonly Pair[]): Promise<void> {
		const values: Array<{ pair: Pair; value: FieldValue }> = [];
		for (const pair of pairs) {
			const value = await this.read(pair.typed);
			// Of external ids there is one of each.
			if (this.field.name === 'externalId' && values.some((other) => sameStored(other.value, value))) continue;
			if (value !== undefined) values.push({ pair, value });
			else if (pair.same === true) this.complain(pair.typed, 'is refused');
		}
		const { crm } = this.world.scope();
		const records = await crm.create(
			TYPE,
			values.map(({ value }, index) => ({ values: { title: `Visit ${index}`, [this.field.name]: value } })),
			{},
		);
		for (const [index, { pair, value }] of values.entries()) {
			const wanted = await this.read(pair.other);
			this.kept.push({ ...pair, value, wanted, record: records[index]! });
		}
	}

	async check(): Promise<void> {
		if (this.kept.length === 0) return;
		await this.isStored();
		const asked = this.kept.filter(({ wanted }) => wanted !== undefined && wanted !== null);
		for (const one of asked) {
			const means = this.means(one.value, one.wanted!);
			if (means) this.same++;
			if (one.same !== undefined && one.same !== means)
				this.complain(one.typed, `and ${shown(one.other)} ${means ? 'mean' : 'do not mean'} the same`);
			await this.isFound(one);
		}
		await this.isFoundAmongSeveral(asked);
		if (comparesTexts(this.field)) {
			await this.isMatched(asked);
			await this.isDuplicate();
			if (this.field.name !== 'title') await this.isUpserted(asked);
		}
		if (this.field.name === 'title') await this.isLinked(asked);
	}

	async remove(): Promise<void> {
		const { crm } = this.world.scope();
		const left = [];
		for await (const { id } of crm.find(TYPE)) left.push({ type: TYPE, id });
		if (left.length > 0) await crm.remove(left, {});
	}

	/** As it was read, as it is read again, and as it would be read if it were typed once more. */
	private async isStored(): Promise<void> {
		for (const { record, value, typed } of this.kept) {
			const stored = (await this.world.scope().crm.get({ type: TYPE, id: record.id }))?.values[this.field.name] ?? null;
			if (!sameStored(stored, value)) this.complain(typed, `was read as ${shown(value)} and is stored as ${shown(stored)}`);
			const again = await this.read(stored);
			if (!sameStored(again ?? null, value)) this.complain(typed, `is stored as ${shown(stored)}, which is read as ${shown(again)}`);
		}
	}

	/** By a condition, in the database and in memory. */
	private async isFound({ other, wanted }: Kept): Promise<void> {
		const expected = this.meant(wanted!);
		for (const [operator, ids] of [
			['is', expected],
			['isNot', this.kept.map(({ record }) => record.id).filter((id) => !expected.includes(id))],
		] as const) {
			const condition = await this.condition({ field: this.field.name, operator, value: asCondition(other) });
			const now = this.world.scope().clock.now();
			const inMemory = this.kept.filter(({ record }) => meets(record.values, condition, now)).map(({ record }) => record.id);
			this.compare(`${operator} ${shown(other)}, in memory`, inMemory, ids);
			this.compare(`${operator} ${shown(other)}, in the database`, await this.found(condition), ids);
		}
	}

	private async isFoundAmongSeveral(asked: readonly Kept[]): Promise<void> {
		if (asked.length === 0 || !operatorsOf(this.field).includes('isOneOf')) return;
		const condition = await this.condition({
			field: this.field.name,
			operator: 'isOneOf',
			value: asked.flatMap(({ other }) => asCondition(other)) as string[],
		});
		const expected = new Set(asked.flatMap(({ wanted }) => this.meant(wanted!)));
		this.compare('is one of them', await this.found(condition), [...expected]);
	}

	private async isMatched(asked: readonly Kept[]): Promise<void> {
		const values = asked.map(({ wanted }) => String(wanted));
		const matches = await this.world.scope().crm.match(TYPE, this.field.name, values);
		for (const value of values) this.compare(`matched by ${shown(value)}`, matches.get(value) ?? [], this.meant(value));
	}

	/** What the same value tells apart is never called two things. */
	private async isDuplicate(): Promise<void> {
		const groups = await findDuplicates(this.world.scope(), { type: TYPE, fields: [this.field.name], match: 'any' });
		const groupOf = new Map(groups.flatMap(({ records }, index) => records.map(({ id }) => [id, index] as const)));
		for (const { value, typed } of this.kept) {
			const same = this.meant(value);
			if (new Set(same.map((id) => groupOf.get(id) ?? id)).size > 1) this.complain(typed, 'is in several groups of duplicates');
		}
	}

	private async isUpserted(asked: readonly Kept[]): Promise<void> {
		const clear = asked.filter(({ wanted }) => this.meant(wanted!).length < 2);
		if (clear.length === 0) return;
		const outputs = await upsertRecords.perform(
			this.world.scope(),
			clear.map(({ other }) => ({
				type: TYPE,
				matchField: this.field.name,
				values: { title: 'Upserted', [this.field.name]: other as string },
			})),
			{},
		);
		const made = new Map<string, string>();
		for (const [index, { wanted, other }] of clear.entries()) {
			const form = normalForm(this.field, String(wanted));
			const [expected = made.get(form)] = this.meant(wanted!);
			const id = outputs[index]!.id;
			if (expected === undefined && this.kept.some(({ record }) => record.id === id))
				this.complain(other, 'changes a record of another value');
			if (expected !== undefined && id !== expected) this.complain(other, `is written to ${id} instead of ${expected}`);
			made.set(form, id);
		}
	}

	/** The title is what a link is written by. */
	private async isLinked(asked: readonly Kept[]): Promise<void> {
		for (const { wanted } of asked) {
			const expected = this.meant(wanted!);
			if (expected.length !== 1) continue;
			const ids = await this.directory.links(TYPE, new Set([String(wanted)]), 'Link').catch(nothingFound);
			this.compare(`linked by ${shown(wanted)}`, [...ids.values()], expected);
		}
	}

	/** As the form, an import or an expression gives it; undefined: refused, with a sentence. */
	private async read(given: unknown): Promise<FieldValue | undefined> {
		try {
			const [values] = await resolveValues(this.directory, this.description, [{ [this.field.name]: given }], this.world.scope().timeZone);
			return values![this.field.name] ?? null;
		} catch (error) {
			if (!(error instanceof CrmError)) throw error;
			this.refused++;
			this.complaints.push(...sentenceComplaints(error.message, error.remedy, this.world.secrets));
			return undefined;
		}
	}

	private async condition(condition: Condition): Promise<Condition> {
		return (await resolveConditions(this.world.scope(), this.directory, this.description, [condition]))[0]!;
	}

	private async found(condition: Condition): Promise<string[]> {
		const ids: string[] = [];
		for await (const { id } of this.world.scope().crm.find(TYPE, { conditions: [condition] })) ids.push(id);
		return ids;
	}

	/** The records whose value means this one. */
	private meant(wanted: FieldValue): string[] {
		return this.kept.filter(({ value }) => this.means(value, wanted)).map(({ record }) => record.id);
	}

	private means(value: FieldValue, wanted: FieldValue): boolean {
		if (comparesTexts(this.field)) return normalForm(this.field, String(value)) === normalForm(this.field, String(wanted));
		return sameStored(value, wanted);
	}

	private compare(what: string, found: readonly string[], expected: readonly string[]): void {
		const texts = (ids: readonly string[]) => this.kept.filter(({ record }) => ids.includes(record.id)).map(({ value }) => shown(value));
		if ([...found].sort().join() === [...expected].sort().join()) return;
		this.complaints.push(`Field "${this.field.name}", ${what}: found [${texts(found).join()}], expected [${texts(expected).join()}].`);
	}

	private complain(value: unknown, what: string): void {
		this.complaints.push(`Field "${this.field.name}": ${shown(value)} ${what}.`);
	}
}

function nothingFound(error: unknown): Map<string, string> {
	if (error instanceof CrmError) return new Map();
	throw error;
}

function comparesTexts(field: Field): boolean {
	return field.name === 'externalId' || comparing(field) !== 'exact';
}

function sameStored(a: FieldValue | undefined, b: FieldValue | undefined): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}

/** What an expression gives to a condition is JSON. */
function asCondition(value: unknown): FieldValue {
	return JSON.parse(JSON.stringify(value)) as FieldValue;
}

/** With its signs spelled out, so that those which nobody sees are seen. */
function shown(value: unknown): string {
	return (JSON.stringify(value) ?? 'nothing').replace(/[^\x20-\x7e]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
