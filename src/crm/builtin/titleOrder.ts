import { sql, type RawBuilder } from 'kysely';
import type { CrmDialect } from './CrmDialect';
import { formExpression } from './normalForms';
import type { TitleKeys } from './sqlite/TitleKeys';

const TITLE = { name: 'title', kind: 'string' } as const;

/** The normal form of a record's title. */
function titleForm(dialect: CrmDialect): RawBuilder<unknown> {
	return formExpression(dialect, { field: TITLE, sql: sql.ref('title') }, []);
}

/** What records are sorted by that other indexes find: nothing is computed for those that have a key. */
export function titleKey(dialect: CrmDialect, titles: TitleKeys): RawBuilder<unknown> {
	return sql`case when ${titles.own()} then ${sql.ref(titles.column.name)} else ${titles.ofForm(titleForm(dialect))} end`;
}

export interface SortedByTitle {
	/** Which records. */
	where: RawBuilder<boolean>;
	direction: RawBuilder<unknown>;
	limit: number;
	offset: number;
}

/** The ids of records by their titles: those with a key as the index has them, the few others sorted among them. */
export function idsByTitle(
	dialect: CrmDialect,
	titles: TitleKeys,
	{ where, direction, limit, offset }: SortedByTitle,
): RawBuilder<{ id: number }> {
	const form = titleForm(dialect);
	const others = titles.others().map((other) => sql`select id, ${titles.ofForm(form)} from record where ${where} and ${other}`);
	return sql`
		select id, ${sql.ref(titles.column.name)} from record where ${where} and ${titles.own()}
		union all ${sql.join(others, sql` union all `)}
		order by 2 ${direction}, 1 ${direction} limit ${limit} offset ${offset}`;
}
