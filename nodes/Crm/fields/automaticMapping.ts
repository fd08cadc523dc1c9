import type { IDataObject } from 'n8n-workflow';
import { isBlank } from '../../../src/model/coercion';
import { CrmError } from '../../../src/model/CrmError';
import { headingReader, partOfList } from '../../../src/model/headings';
import { RESERVED_FIELD_NAMES, SYSTEM_FIELDS } from '../../../src/model/record';
import type { Field, RecordTypeDescription } from '../../../src/model/recordType';

/** Where the value of an item goes. */
interface Target {
	field: string;
	/** It is one of several values: `interests.0`. */
	isPart: boolean;
}

/**
 * "Map Automatically": what an item has goes into the fields of that name or label, whatever the case, the spaces and the signs
 * between words. Each name is looked at once, however many items there are.
 */
export class AutomaticMapping {
	private readonly type: string;
	private readonly fields: readonly Field[];
	private readonly fieldOf: (heading: string) => Field | undefined;
	private readonly targets = new Map<string, Target | undefined>();
	/** What would go into a field, but there was a value of its very name. */
	private readonly overruled = new Set<string>();

	constructor({ label, fields }: Pick<RecordTypeDescription, 'label' | 'fields'>) {
		this.type = label;
		this.fields = fields.filter((field) => field.readOnly !== true);
		this.fieldOf = headingReader(this.fields);
	}

	/** Throws missingValue where nothing of the item goes anywhere, invalidValue where two of its values go into one field. */
	valuesOf(item: IDataObject): Record<string, unknown> {
		const values: Record<string, unknown> = {};
		const from = new Map<string, string>();
		const inParts = new Set<string>();
		const isRecord = 'id' in item && 'type' in item && 'version' in item;
		for (const name of Object.keys(item)) {
			const target = isRecord && BESIDE_FIELDS.has(name) ? undefined : this.targetOf(name);
			if (target === undefined) continue;
			const { field, isPart } = target;
			if (isPart) inParts.add(field);
			// Beside the parts of lists, n8n writes a column for those that are empty as a whole.
			const joins = inParts.has(field);
			if (!joins && this.isOverruled(field, name, from)) continue;
			values[field] = joins ? joined(from.has(field) ? values[field] : null, item[name]) : item[name];
			from.set(field, name);
		}
		if (from.size > 0) return values;
		throw new CrmError(
			'missingValue',
			"None of the item's fields has the name of a field of this record type.",
			`Rename the fields of the item with Edit Fields, or choose "Map Each Column Manually". Known names: ${this.fields
				.slice(0, 20)
				.map(({ name }) => name)
				.join(', ')}.`,
		);
	}

	/** Names what went nowhere; undefined where all went somewhere. */
	leftOut(): string | undefined {
		const nowhere = [...this.targets].filter(([, target]) => target === undefined).map(([name]) => name);
		const names = [...nowhere, ...this.overruled].map((name) => `"${name}"`);
		if (names.length === 0) return undefined;
		const shown = names.length > MOST_NAMES ? `${names.slice(0, MOST_NAMES).join(', ')}, …` : names.join(', ');
		return `Map Automatically left out what is no field of ${this.type}: ${shown}.`;
	}

	/** Whether the field has its value from the very name it has. */
	private isOverruled(field: string, name: string, from: ReadonlyMap<string, string>): boolean {
		const other = from.get(field);
		if (other === undefined) return false;
		if (other !== field && name !== field) throw sameField(field, other, name);
		this.overruled.add(other === field ? name : other);
		return other === field;
	}

	private targetOf(name: string): Target | undefined {
		if (this.targets.has(name)) return this.targets.get(name);
		const target = this.find(name);
		this.targets.set(name, target);
		return target;
	}

	private find(name: string): Target | undefined {
		const field = this.fieldOf(name);
		if (field !== undefined) return { field: field.name, isPart: false };
		const list = partOfList(name);
		const ofList = list === undefined ? undefined : this.fieldOf(list);
		return ofList?.kind === 'multiChoice' ? { field: ofList.name, isPart: true } : undefined;
	}
}

const MOST_NAMES = 20;

/** What a record of ours has beside its fields, such as its type: no value of a field that is labelled so. */
const BESIDE_FIELDS: ReadonlySet<string> = new Set(
	RESERVED_FIELD_NAMES.filter((name) => !(SYSTEM_FIELDS as readonly string[]).includes(name)),
);

/** Empty parts are no values; where all are empty, the field is emptied. */
function joined(before: unknown, part: unknown): unknown {
	const values = [before, part].flat().filter((value) => !isBlank(value));
	return values.length === 0 ? null : values;
}

function sameField(field: string, first: string, second: string): CrmError {
	return new CrmError(
		'invalidValue',
		`"${first}" and "${second}" of the item are both for the field "${field}".`,
		'Take one of them out before this step, or choose "Map Each Column Manually".',
	);
}
