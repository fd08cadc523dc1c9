import { checkCondition, meets } from '../../model/conditions';
import { notFound } from '../../model/CrmError';
import { plainConditions } from '../../model/dateConditions';
import type { Condition, RecordQuery } from '../../model/query';
import { plainText } from '../../model/plainText';
import type { CrmRecord, FieldValue, Values } from '../../model/record';
import { STAMP_FIELDS, type Field, type RecordTypeDescription } from '../../model/recordType';
import { checkValue, isEmptyValue } from '../../model/validateValue';

/** What a query asks for. */
export interface Asked {
	/** What must hold, with fixed values in stored form: for the API to compare, as far as it can. */
	conditions: Condition[];
	/** Whether a record is meant by all of the query. */
	holds(record: CrmRecord): boolean;
}

/** Throws notFound for an unknown field, invalidValue and missingValue for a value that it cannot be compared with. */
export function askedConditions(type: RecordTypeDescription, query: RecordQuery, now: Date): Asked {
	const conditions = plain(type, query.conditions ?? [], now);
	const groups = (query.anyOf ?? []).map((group) => plain(type, group, now));
	if (query.search) conditions.push({ field: type.fields[0]!.name, operator: 'contains', value: query.search, kind: 'string' });
	return {
		conditions,
		holds(record) {
			const values = withStamps(record);
			const all = (list: readonly Condition[]) => list.every((condition) => meets(values, condition, now));
			return all(conditions) && (groups.length === 0 || groups.some(all));
		},
	};
}

/** A field to ask for, the stamps of the record included. Throws notFound. */
export function askableField(type: RecordTypeDescription, name: string): Field {
	const fields = [...type.fields, ...STAMPS];
	const field = fields.find((each) => each.name === name);
	if (field !== undefined) return field;
	throw notFound(
		'field',
		name,
		fields.map((each) => each.name),
		`in ${type.label}`,
	);
}

/** The values of a record and what it has beside them, by the names in a query. */
export function withStamps({ id, version, createdAt, updatedAt, values }: CrmRecord): Values {
	return { ...values, id, version, createdAt, updatedAt };
}

/** Ids and versions of other CRMs are texts. */
const STAMPS = STAMP_FIELDS.map((field): Field => (field.kind === 'number' ? { ...field, kind: 'record' } : field));

function plain(type: RecordTypeDescription, conditions: readonly Condition[], now: Date): Condition[] {
	return conditions.flatMap((condition) => {
		const field = askableField(type, condition.field);
		return plainConditions({ ...condition, kind: field.kind }, now).map((each) => ({ ...each, value: fixedValue(field, each) }));
	});
}

function fixedValue(field: Field, condition: Condition): FieldValue | undefined {
	const { operator, value } = condition;
	switch (operator) {
		case 'isEmpty':
		case 'isNotEmpty':
			return value;
		case 'contains':
		case 'doesNotContain':
		case 'startsWith':
			checkCondition(condition);
			return value;
		case 'is':
		case 'isNot':
		case 'isOneOf':
		case 'isNoneOf':
			return Array.isArray(value)
				? value.filter((part) => !isEmptyValue(part)).map((part) => String(stored(field, part)))
				: stored(field, value);
		default:
			checkCondition(condition);
			return stored(field, value);
	}
}

function stored(field: Field, value: FieldValue | undefined): FieldValue {
	switch (field.kind) {
		case 'number':
		case 'money':
		case 'boolean':
		case 'date':
		case 'dateTime':
			return checkValue(field, value);
		default:
			return typeof value === 'string' ? plainText(value) : (value ?? null);
	}
}
