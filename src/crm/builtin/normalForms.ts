import { sql, type RawBuilder } from 'kysely';
import { comparing, normalForm, type ComparedField } from '../../model/normalForm';
import { keptPhones, PHONE_SIGNS } from '../../model/phoneForm';
import type { CrmDialect } from './CrmDialect';
import type { FieldExpression } from './fieldExpressions';

/** A field's content, as far as its comparison depends on it. */
interface ComparedExpression extends Pick<FieldExpression, 'sql'> {
	field: ComparedField;
}

/**
 * The normal form of what a text field holds, as `normalForm` has it; what is kept is `plainText` already. `wanted`: the forms
 * that it is compared with. Indexes are made of it: a change of the expression needs a migration.
 */
export function formExpression(
	dialect: CrmDialect,
	{ field, sql: content }: ComparedExpression,
	wanted: readonly string[],
): RawBuilder<unknown> {
	switch (comparing(field)) {
		case 'exact':
			return content;
		case 'email':
			return dialect.folded(content, wanted);
		case 'text':
			return singleSpaced(dialect.folded(content, wanted));
		case 'url':
			return bareAddress(singleSpaced(dialect.folded(content, wanted)));
		case 'phone':
			return withoutSigns(dialect.folded(content, wanted));
	}
}

/** What a text field may hold where it means this value, as `formExpression` gives it. */
export function wantedForms(field: ComparedField, value: string): string[] {
	const form = normalForm(field, value);
	return comparing(field) === 'phone' ? keptPhones(form, field.country) : [form];
}

function withoutSigns(text: RawBuilder<unknown>): RawBuilder<unknown> {
	return PHONE_SIGNS.reduce((rest, sign) => sql`replace(${rest}, ${sql.lit(sign)}, '')`, text);
}

/** One space where there are several. No kept text has the two signs that help with it. */
export function singleSpaced(text: RawBuilder<unknown>): RawBuilder<unknown> {
	return sql`replace(replace(replace(${text}, ' ', ${sql.lit('\u0001\u0002')}), ${sql.lit('\u0002\u0001')}, ''), ${sql.lit('\u0001\u0002')}, ' ')`;
}

function bareAddress(text: RawBuilder<unknown>): RawBuilder<unknown> {
	const address = sql`replace(replace(${text}, 'https://', ''), 'http://', '')`;
	return sql`substr(rtrim(replace('//' || ${address}, '//www.', '//'), '/'), 3)`;
}
