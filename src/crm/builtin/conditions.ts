import { sql, type RawBuilder } from 'kysely';
import { CrmError } from '../../model/CrmError';
import type { Condition } from '../../model/query';
import type { FieldValue } from '../../model/record';
import type { RecordTypeDescription } from '../../model/recordType';
import { checkValue, isEmptyValue } from '../../model/validateValue';
import type { CrmDialect } from './CrmDialect';
import { fieldExpression, type FieldExpression } from './fieldExpressions';
import { idNumber } from './ids';

/** A condition as SQL. Throws notFound for an unknown field, invalidValue for a value that does not fit it. */
export function conditionSql(dialect: CrmDialect, type: RecordTypeDescription, condition: Condition): RawBuilder<boolean> {
	const expression = fieldExpression(dialect, type, condition.field);
	const { value } = condition;
	switch (condition.operator) {
		case 'isEmpty':
			return isEmpty(expression);
		case 'isNotEmpty':
			return sql`not ${isEmpty(expression)}`;
		case 'is':
			return isEmptyValue(value) ? isEmpty(expression) : equals(dialect, expression, value!);
		case 'isNot':
			return isEmptyValue(value) ? sql`not ${isEmpty(expression)}` : sql`(${isEmpty(expression)} or not ${equals(dialect, expression, value!)})`;
		case 'isOneOf':
			return isOneOf(dialect, expression, value);
		case 'contains':
			return contains(dialect, expression, textValue(condition));
		case 'startsWith':
			return dialect.textBegins(asText(expression), textValue(condition));
		case 'greaterThan':
			return compare(expression, '>', condition);
		case 'atLeast':
			return compare(expression, '>=', condition);
		case 'lessThan':
			return compare(expression, '<', condition);
		case 'atMost':
			return compare(expression, '<=', condition);
	}
}

function isEmpty({ sql: content, comparison }: FieldExpression): RawBuilder<boolean> {
	switch (comparison) {
		case 'text':
			return sql`(${content} is null or ${content} = '')`;
		case 'list':
			return sql`(${content} is null or cast(${content} as text) = '[]')`;
		default:
			return sql`(${content} is null)`;
	}
}

function equals(dialect: CrmDialect, expression: FieldExpression, value: FieldValue): RawBuilder<boolean> {
	if (expression.comparison === 'list') {
		const wanted = Array.isArray(value) ? value : [String(value)];
		return sql`(${sql.join(wanted.map((item) => dialect.listHas(expression.sql, item)), sql` and `)})`;
	}
	return sql`(${expression.sql} = ${comparable(expression, value)})`;
}

function isOneOf(dialect: CrmDialect, expression: FieldExpression, value: FieldValue | undefined): RawBuilder<boolean> {
	const values = Array.isArray(value) ? value : isEmptyValue(value) ? [] : [value as string | number | boolean];
	if (values.length === 0) return sql`1 = 0`;
	if (expression.comparison === 'list') {
		return sql`(${sql.join(values.map((item) => dialect.listHas(expression.sql, String(item))), sql` or `)})`;
	}
	return dialect.sql.isOneOf(expression.sql, values.map((item) => comparable(expression, item)));
}

function contains(dialect: CrmDialect, expression: FieldExpression, text: string): RawBuilder<boolean> {
	return expression.comparison === 'list' ? dialect.listHas(expression.sql, text) : dialect.textContains(asText(expression), text);
}

function compare(expression: FieldExpression, operator: '>' | '>=' | '<' | '<=', condition: Condition): RawBuilder<boolean> {
	if (isEmptyValue(condition.value)) throw missing(condition);
	return sql`(${expression.sql} ${sql.raw(operator)} ${comparable(expression, condition.value!)})`;
}

function asText({ sql: content, comparison }: FieldExpression): RawBuilder<unknown> {
	return comparison === 'text' ? content : sql`cast(${content} as text)`;
}

/** The value as it is stored, so that "100" finds the number and a day with a time the day. */
function comparable({ field, comparison }: FieldExpression, value: FieldValue): string | number {
	switch (comparison) {
		case 'id':
			// Never found rather than refused: the id of another CRM is no mistake in a list of ids.
			return idNumber(String(value)) ?? -1;
		case 'number':
			return checkValue({ ...field, kind: 'number' }, value) as number;
		case 'flag':
			return checkValue({ ...field, kind: 'boolean' }, value) === true ? 1 : 0;
		default:
			return field.kind === 'date' || field.kind === 'dateTime' ? (checkValue(field, value) as string) : String(value);
	}
}

function textValue(condition: Condition): string {
	if (isEmptyValue(condition.value)) throw missing(condition);
	return String(condition.value);
}

function missing({ field, operator }: Condition): CrmError {
	return new CrmError('missingValue', `The condition "${field} ${operator}" has no value.`, 'Give the value to compare with, or use isEmpty.');
}
