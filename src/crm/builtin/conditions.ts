import { sql, type RawBuilder } from 'kysely';
import { CrmError } from '../../model/CrmError';
import { plainConditions } from '../../model/dateConditions';
import { comparing, partForm } from '../../model/normalForm';
import { plainText } from '../../model/plainText';
import type { Condition } from '../../model/query';
import type { FieldValue } from '../../model/record';
import type { RecordTypeDescription } from '../../model/recordType';
import { checkValue, isEmptyValue } from '../../model/validateValue';
import type { CrmDialect } from './CrmDialect';
import { fieldExpression, type FieldExpression } from './fieldExpressions';
import { idNumber } from './ids';
import { formExpression, singleSpaced, wantedForms } from './normalForms';

/**
 * A condition as SQL; its meaning is that of `meets`. `now`: for conditions such as "within the last 7 days". Throws notFound
 * for an unknown field, invalidValue for a value that does not fit it.
 */
export function conditionSql(dialect: CrmDialect, type: RecordTypeDescription, condition: Condition, now: Date): RawBuilder<boolean> {
	const expression = fieldExpression(dialect, type, condition.field);
	const plain = plainConditions({ ...condition, kind: expression.field.kind }, now);
	return sql`(${sql.join(
		plain.map((each) => plainSql(dialect, expression, each)),
		sql` and `,
	)})`;
}

/** All conditions of at least one of the groups. */
export function anyGroupSql(
	dialect: CrmDialect,
	type: RecordTypeDescription,
	groups: ReadonlyArray<readonly Condition[]>,
	now: Date,
): RawBuilder<boolean> {
	const all = (group: readonly Condition[]) =>
		group.length === 0
			? sql`1 = 1`
			: sql.join(
					group.map((condition) => conditionSql(dialect, type, condition, now)),
					sql` and `,
				);
	return sql`(${sql.join(
		groups.map((group) => sql`(${all(group)})`),
		sql` or `,
	)})`;
}

function plainSql(dialect: CrmDialect, expression: FieldExpression, condition: Condition): RawBuilder<boolean> {
	const { value } = condition;
	switch (condition.operator) {
		case 'isEmpty':
			return isEmpty(expression);
		case 'isNotEmpty':
			return sql`not ${isEmpty(expression)}`;
		case 'is':
			return isEmptyValue(value) ? isEmpty(expression) : equals(dialect, expression, value!);
		case 'isNot':
			return isEmptyValue(value)
				? sql`not ${isEmpty(expression)}`
				: sql`(${isEmpty(expression)} or not ${equals(dialect, expression, value!)})`;
		case 'isOneOf':
			return isOneOf(dialect, expression, value);
		case 'isNoneOf':
			return sql`(${isEmpty(expression)} or not ${isOneOf(dialect, expression, value)})`;
		case 'contains':
			return contains(dialect, expression, textValue(condition));
		case 'doesNotContain':
			return sql`(${isEmpty(expression)} or not ${contains(dialect, expression, textValue(condition))})`;
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
		default:
			throw new Error(`"${condition.operator}" is no comparison with a fixed value.`);
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
		return sql`(${sql.join(
			wanted.map((item) => dialect.listHas(expression.sql, item)),
			sql` and `,
		)})`;
	}
	if (!comparesForms(expression)) return sql`(${expression.sql} = ${comparable(expression, value)})`;
	return isOneForm(dialect, expression, wantedForms(expression.field, String(value)));
}

function isOneOf(dialect: CrmDialect, expression: FieldExpression, value: FieldValue | undefined): RawBuilder<boolean> {
	const given = Array.isArray(value) ? value : [value as string | number | boolean];
	const values = given.filter((item) => !isEmptyValue(item));
	if (values.length === 0) return sql`1 = 0`;
	if (expression.comparison === 'list') {
		return sql`(${sql.join(
			values.map((item) => dialect.listHas(expression.sql, String(item))),
			sql` or `,
		)})`;
	}
	if (comparesForms(expression)) {
		return isOneForm(
			dialect,
			expression,
			values.flatMap((item) => wantedForms(expression.field, String(item))),
		);
	}
	return dialect.sql.isOneOf(
		expression.sql,
		values.map((item) => comparable(expression, item)),
	);
}

function isOneForm(dialect: CrmDialect, expression: FieldExpression, forms: readonly string[]): RawBuilder<boolean> {
	const form = formExpression(dialect, expression, forms);
	return forms.length === 1 ? sql`(${form} = ${forms[0]})` : dialect.sql.isOneOf(form, forms);
}

function contains(dialect: CrmDialect, expression: FieldExpression, text: string): RawBuilder<boolean> {
	return expression.comparison === 'list' ? dialect.listHas(expression.sql, text) : dialect.textContains(asText(expression), text);
}

function compare(expression: FieldExpression, operator: '>' | '>=' | '<' | '<=', condition: Condition): RawBuilder<boolean> {
	if (isEmptyValue(condition.value)) throw missing(condition);
	return sql`(${expression.sql} ${sql.raw(operator)} ${comparable(expression, condition.value!)})`;
}

function asText({ sql: content, comparison }: FieldExpression): RawBuilder<unknown> {
	return singleSpaced(comparison === 'text' ? content : sql`cast(${content} as text)`);
}

/** Choices and ids are compared as they are kept. */
function comparesForms({ field, comparison }: FieldExpression): boolean {
	return comparison === 'text' && comparing(field) !== 'exact';
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
			return field.kind === 'date' || field.kind === 'dateTime' ? (checkValue(field, value) as string) : plainText(String(value));
	}
}

function textValue(condition: Condition): string {
	if (isEmptyValue(condition.value)) throw missing(condition);
	return partForm(String(condition.value));
}

function missing({ field, operator }: Condition): CrmError {
	return new CrmError(
		'missingValue',
		`The condition "${field} ${operator}" has no value.`,
		'Give the value to compare with, or use isEmpty.',
	);
}
