import { sql, type Kysely } from 'kysely';
import type { ReadingOrder } from '../ReadingOrder';

/** By the rules of the language that the server has: of a server without ICU its small letters, in their plain order. */
export async function postgresReadingOrder<Tables>(db: Kysely<Tables>, language: string): Promise<ReadingOrder> {
	const wanted = [`${language}-x-icu`, 'und-x-icu'];
	const { rows } = await sql<{ collname: string }>`
		select collname from pg_catalog.pg_collation where collname in (${sql.join(wanted)})`.execute(db);
	const known = new Set(rows.map(({ collname }) => collname));
	const collation = wanted.find((name) => known.has(name));
	return {
		language: collation === undefined ? 'plain' : collation.replace(/-x-icu$/, ''),
		of: (form) => (collation === undefined ? form : sql`(${form}) collate pg_catalog.${sql.ref(collation)}`),
	};
}
