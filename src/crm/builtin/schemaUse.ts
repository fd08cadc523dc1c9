import { sql } from 'kysely';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { CrmError } from '../../model/CrmError';
import type { Field, Pipeline, RecordTypeDescription } from '../../model/recordType';
import type { RecordCount } from '../Crm';
import { tableOf } from './capturedTables';
import type { CrmDialect } from './CrmDialect';
import { fieldExpression } from './fieldExpressions';
import type { Reference } from '../Reference';
import type { CrmTables } from './tables';

/** Throws notFound (field). */
export async function countRecords(
	database: SqlDatabase<CrmTables>,
	dialect: CrmDialect,
	type: RecordTypeDescription,
	{ pipeline, stage, field }: Omit<RecordCount, 'type'>,
): Promise<number> {
	const { table, type: typeOf } = tableOf(type.name);
	const holds = [
		...('column' in typeOf ? [sql`${sql.ref(typeOf.column)} = ${type.name}`] : []),
		...(pipeline === undefined ? [] : [sql`pipeline_id = ${pipeline}`]),
		...(stage === undefined ? [] : [sql`stage_id = ${stage}`]),
		...(field === undefined ? [] : [sql`${fieldExpression(dialect, type, field).sql} is not null`]),
	];
	const where = holds.length === 0 ? sql`` : sql`where ${sql.join(holds, sql` and `)}`;
	const { rows } = await sql<{ count: number | string }>`select count(*) as count from ${sql.table(table)} ${where}`.execute(database.db());
	return Number(rows[0]!.count);
}

/** Fields of other types that link to a type. Throws conflict. */
export function refuseLinkedType(reference: Reference, { name, label }: RecordTypeDescription): void {
	const linking = [...reference.types.values()].flatMap((type) =>
		type.name === name ? [] : type.fields.filter(({ target }) => target === name).map((field) => `"${field.label}" of ${type.pluralLabel}`),
	);
	if (linking.length === 0) return;
	throw new CrmError(
		'conflict',
		`Record type "${label}" cannot be deleted: ${linking.length === 1 ? 'a field links' : 'fields link'} to it: ${linking.join(', ')}.`,
		'Delete these fields first.',
	);
}

/** A field that a gate asks for: without it nobody could pass. Throws conflict. */
export function refuseAskedField({ gates }: Reference, { pipelines }: RecordTypeDescription, { name, label }: Field): void {
	const asking = pipelines.flatMap(({ stages }) =>
		stages.filter(({ id }) => Object.values(gates.get(id) ?? {}).some(({ fields }) => fields.includes(name))),
	);
	if (asking.length === 0) return;
	throw new CrmError(
		'conflict',
		`Field "${label}" cannot be deleted: ${asking.length === 1 ? 'a stage asks' : 'stages ask'} for it: ${asking.map((stage) => `"${stage.name}"`).join(', ')}.`,
		'Take it out of the gates of these stages first (CRM Setup, Stage, Set Gate).',
	);
}

/** Throws conflict unless there are none. */
export function refuseRecords(what: string, count: number, remedy: string): void {
	if (count === 0) return;
	throw new CrmError('conflict', `${what} cannot be deleted: ${count === 1 ? 'one record is' : `${count} records are`} in it.`, remedy);
}

export function pipelineById(reference: Reference, id: string): Pipeline | undefined {
	return [...reference.types.values()].flatMap(({ pipelines }) => pipelines).find((pipeline) => pipeline.id === id);
}
