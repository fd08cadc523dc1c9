import type { IDataObject } from 'n8n-workflow';
import { AUTHOR_ACTOR, RESPONSIBLE_ACTOR, SYSTEM_ACTOR } from '../../shared/actors';
import { asList } from '../../shared/asList';
import { asNumber } from '../../shared/asNumber';
import { asText } from '../../shared/asText';
import { duplicatesIn, type FoundDuplicates } from '../../shared/foundDuplicates';
import type { RecordSource } from '../../shared/recordSources';
import { fieldsOf, rowsOf } from '../../shared/rows';
import { titleCase } from '../../shared/titleCase';
import { CrmError, quoted } from '../../../src/model/CrmError';
import type { RecordRef } from '../../../src/model/record';
import type { NodeRun } from './NodeRun';

/** The node's form as filled in for one item. */
export class ItemParameters {
	readonly run: NodeRun;
	readonly index: number;
	readonly json: IDataObject;
	/** As n8n gave them. */
	private readonly given: Map<string, unknown>;
	private readonly filled: boolean;

	constructor(run: NodeRun, index: number, json: IDataObject, written?: ItemParameters) {
		this.run = run;
		this.index = index;
		this.json = json;
		this.given = written?.given ?? new Map<string, unknown>();
		this.filled = written === undefined;
	}

	/** The same form with the merge fields as they stand in it. */
	asWritten(): ItemParameters {
		return new ItemParameters(this.run, this.index, this.json, this);
	}

	/** Merge fields are filled in. Throws invalidValue for one that is not known. */
	value(name: string, fallback: unknown = null): unknown {
		if (!this.given.has(name)) this.given.set(name, this.run.parameters.get(name, this.index, fallback));
		const value = this.given.get(name);
		return this.filled ? this.run.filledIn(name, value, this.index) : value;
	}

	/** Text of a field or a resource locator; undefined when it is empty or not shown. */
	text(name: string): string | undefined {
		return asText(this.value(name));
	}

	/** The index of the item that gave the same first, this one's perhaps. What merge fields are written as is the same for all items. */
	firstWith(given: string): number {
		return this.filled ? this.run.firstItem(given, this.index) : this.index;
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

	/** A field of type `collection`; empty fields are left out. Throws invalidValue. */
	collection(name: string): Collection {
		return new Collection(fieldsOf(this.value(name, {}), () => titleCase(name)));
	}

	/** The rows of a `fixedCollection` with many values. Throws invalidValue. */
	rows(name: string, row: string): Collection[] {
		return rowsOf<Record<string, unknown>>(this.value(name, {}), row, () => titleCase(name)).map((values) => new Collection(values));
	}

	/** Undefined: all. Throws invalidValue. */
	limit(): number | undefined {
		if (this.boolean('returnAll')) return undefined;
		const given = this.value('limit', 50);
		const limit = asNumber(given);
		if (Number.isSafeInteger(limit) && limit >= 1) return limit;
		throw new CrmError('invalidValue', `"Limit" is no number of results: ${quoted(given)}.`, 'Give a whole number of 1 or more.');
	}

	/** Id of the user who does the step; undefined: the system. Throws notFound, missingValue. */
	async actor(): Promise<string | undefined> {
		const reference = this.collection('additionalFields').text('actor');
		switch (reference) {
			case undefined:
			case SYSTEM_ACTOR:
				return undefined;
			case RESPONSIBLE_ACTOR:
				return await this.run.responsibleFor(this.ownRecord());
			case AUTHOR_ACTOR:
				return this.run.identity.author(this.index);
			default:
				return await this.run.userId(reference, 'Act As');
		}
	}

	/**
	 * The record the operation acts on, as chosen by `recordSource`; undefined where it is about none, or about all.
	 * Throws missingValue when there is none to act on.
	 */
	optionalRecord(): RecordRef | undefined {
		const source = this.value('recordSource', 'trigger') as RecordSource;
		switch (source) {
			case 'none':
				return undefined;
			case 'choose':
				return { type: this.requiredText('recordType', 'Record Type'), id: this.requiredText('recordId', 'Chosen Record') };
			case 'triggerOrAll':
				return this.run.identity.hasTrigger() ? this.requiredStart() : undefined;
			case 'found':
				return this.foundDuplicates()?.master ?? this.requiredStart();
			default:
				return this.requiredStart();
		}
	}

	/** Where the form asked for the type, it must be that of the item: its fields were chosen for it. Throws missingValue, invalidValue. */
	private requiredStart(): RecordRef {
		const record = this.startingRecord();
		if (record !== undefined) {
			const type = this.text('recordType') ?? record.type;
			if (type === record.type || this.run.identity.triggerRecord(this.index) !== undefined) return record;
			throw new CrmError(
				'invalidValue',
				`The item is a record of the type "${record.type}", but this step is set to "${type}".`,
				`Set "Record Type" to "${record.type}", or choose the record yourself under "Record".`,
			);
		}
		throw new CrmError(
			'missingValue',
			'No record started this workflow, and the item is not a record either.',
			'Set "Record" to "Choose a Record", start the workflow with CRM Trigger, or give the item the fields "type" and "id" of a record.',
		);
	}

	/** The record that started the workflow; without one, the record that the item is. */
	startingRecord(): RecordRef | undefined {
		return this.run.identity.record(this.index, this.json);
	}

	/** What Find Duplicates put into the item. */
	foundDuplicates(): FoundDuplicates | undefined {
		return duplicatesIn(this.json);
	}

	record(): RecordRef {
		const record = this.optionalRecord();
		if (record === undefined) throw missing('Record');
		return record;
	}

	/** Whose responsible person can act: the record that the step works on or, where it works on something else, the starting one. */
	private ownRecord(): RecordRef {
		const record = (this.value('recordSource') === null ? undefined : this.optionalRecord()) ?? this.startingRecord();
		if (record !== undefined) return record;
		throw new CrmError(
			'missingValue',
			'"Act As" is the responsible person of the record, but this step is about no record.',
			'Choose somebody else under "Act As", or start the workflow with CRM Trigger.',
		);
	}
}

/** A collection of optional fields, such as "Additional Fields", or a row of a table. */
export class Collection {
	private readonly values: Readonly<Record<string, unknown>>;

	constructor(values: Readonly<Record<string, unknown>>) {
		this.values = values;
	}

	/** Whether the field was added, also when it is empty. */
	has(name: string): boolean {
		return Object.hasOwn(this.values, name);
	}

	value(name: string): unknown {
		return this.values[name];
	}

	text(name: string): string | undefined {
		return asText(this.values[name]);
	}

	/** The texts of several fields, by name. */
	texts<Name extends string>(...names: Name[]): Partial<Record<Name, string>> {
		return Object.fromEntries(names.map((name) => [name, this.text(name)])) as Partial<Record<Name, string>>;
	}

	number(name: string, label: string): number | undefined {
		const value = this.values[name];
		if (value === undefined || value === null || value === '') return undefined;
		const number = asNumber(value);
		if (Number.isFinite(number)) return number;
		throw new CrmError('invalidValue', `"${label}" is not a number: ${quoted(value)}.`, 'Enter a number, or leave the field out.');
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
	return new CrmError(
		'missingValue',
		`"${label}" is empty.`,
		`Fill in "${label}". If it holds an expression, look at what the expression gives for this item.`,
	);
}
