import type { IDataObject } from 'n8n-workflow';
import { asList } from '../../shared/asList';
import { CrmError } from '../../../src/model/CrmError';
import type { RecordRef } from '../../../src/model/record';
import type { NodeRun } from './NodeRun';

/** The node's form as filled in for one item. */
export class ItemParameters {
	readonly run: NodeRun;
	readonly index: number;
	readonly json: IDataObject;

	constructor(run: NodeRun, index: number, json: IDataObject) {
		this.run = run;
		this.index = index;
		this.json = json;
	}

	value(name: string, fallback: unknown = null): unknown {
		return this.run.parameters.get(name, this.index, fallback);
	}

	/** Text of a field or a resource locator; undefined when it is empty or not shown. */
	text(name: string): string | undefined {
		return asText(this.value(name));
	}

	/** Throws missingValue. `label` is the field's name on the form. */
	requiredText(name: string, label: string): string {
		const text = this.text(name);
		if (text === undefined || text.trim() === '') throw missing(label);
		return text;
	}

	boolean(name: string): boolean {
		return this.value(name) === true;
	}

	/** A field of type `collection`; empty fields are left out. */
	collection(name: string): Collection {
		return new Collection((this.value(name, {}) ?? {}) as IDataObject);
	}

	/** The entries of a `fixedCollection` with many values. */
	entries<Entry extends object>(name: string, entry: string): Entry[] {
		const value = this.value(name, {}) as Partial<Record<string, Entry[]>> | null;
		return value?.[entry] ?? [];
	}

	/** The same, each read as a collection is: for entries with lists to pick from. */
	rows(name: string, entry: string): Collection[] {
		return this.entries<IDataObject>(name, entry).map((values) => new Collection(values));
	}

	/** Undefined: all. Throws invalidValue. */
	limit(): number | undefined {
		if (this.boolean('returnAll')) return undefined;
		const limit = Number(this.value('limit', 50));
		if (Number.isInteger(limit) && limit >= 1) return limit;
		throw new CrmError('invalidValue', `"Limit" is no number of results: "${String(this.value('limit'))}".`, 'Give a whole number of 1 or more.');
	}

	/** Id of the user on whose behalf the step acts; undefined: the system. Throws notFound. */
	async actor(): Promise<string | undefined> {
		const reference = this.collection('additionalFields').text('actor');
		return reference === undefined ? undefined : await this.run.userId(reference, 'On Behalf of');
	}

	/**
	 * The record the operation acts on, as chosen by `recordSource`; undefined where the choice is "none" or "all".
	 * Throws missingValue when there is none to act on.
	 */
	optionalRecord(): RecordRef | undefined {
		const source = this.value('recordSource', 'trigger');
		if (source === 'none') return undefined;
		if (source === 'choose') return { type: this.requiredText('recordType', 'Record Type'), id: this.requiredText('recordId', 'Record') };
		const record = this.run.identity.record(this.index, this.json);
		if (record !== undefined) return record;
		throw new CrmError(
			'missingValue',
			'No record started this workflow, and the item is not a record either.',
			'Set "Record" to "Choose a Record", start the workflow with CRM Trigger, or give the item the fields "type" and "id" of a record.',
		);
	}

	record(): RecordRef {
		const record = this.optionalRecord();
		if (record === undefined) throw missing('Record');
		return record;
	}

	/** The same where the form asks for the type in any case. `purpose` for the error: "update". Throws invalidValue for another type. */
	recordOfType(purpose: string): RecordRef {
		const type = this.requiredText('recordType', 'Record Type');
		const record = this.record();
		if (record.type === type) return record;
		throw new CrmError(
			'invalidValue',
			`The record to ${purpose} is of the type "${record.type}", but this step is set to "${type}".`,
			`Set "Record Type" to "${record.type}", or choose the record yourself under "Record".`,
		);
	}
}

/** A collection of optional fields, such as "Additional Fields". */
export class Collection {
	private readonly values: IDataObject;

	constructor(values: IDataObject) {
		this.values = values;
	}

	/** Whether a person added the field, be it empty. */
	has(name: string): boolean {
		return name in this.values;
	}

	text(name: string): string | undefined {
		return asText(this.values[name]);
	}

	number(name: string, label: string): number | undefined {
		const value = this.values[name];
		if (value === undefined || value === null || value === '') return undefined;
		const number = Number(value);
		if (Number.isFinite(number)) return number;
		throw new CrmError('invalidValue', `"${label}" is not a number: "${String(value)}".`, 'Enter a number, or leave the field out.');
	}

	boolean(name: string): boolean | undefined {
		const value = this.values[name];
		return typeof value === 'boolean' ? value : undefined;
	}

	/** Several values; a single text counts as its comma-separated parts, as an expression gives them. */
	list(name: string): string[] | undefined {
		const list = asList(this.values[name]);
		return list.length === 0 ? undefined : list;
	}
}

export function missing(label: string): CrmError {
	return new CrmError('missingValue', `"${label}" is empty.`, `Fill in "${label}". If it holds an expression, look at what the expression gives for this item.`);
}

function asText(value: unknown): string | undefined {
	if (value !== null && typeof value === 'object' && 'value' in value) return asText(value.value);
	if (value === null || value === undefined || value === '') return undefined;
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
