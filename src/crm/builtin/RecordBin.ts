import { sql } from 'kysely';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { insertRows, type SqlColumn } from '../../sql/bulk';
import type { SqlValue } from '../../sql/SqlDialect';
import { CrmError } from '../../model/CrmError';
import { RESTORED } from '../../model/changeReason';
import type { CrmRecord, RecordRef } from '../../model/record';
import type { RecordTypeDescription } from '../../model/recordType';
import type { WriteContext } from '../../model/write';
import type { DeletedQuery, DeletedRecord } from '../Crm';
import type { CrmDialect } from './CrmDialect';
import { explainTakenExternalId, writeRecords } from './externalIds';
import { GateKeeper, type Arrival } from './GateKeeper';
import { idNumbers, idText } from './ids';
import { MergedRecords } from './MergedRecords';
import { RecordRows } from './RecordRowStore';
import { recordOf, type RecordRow } from './recordRows';
import type { ReferenceCache } from './ReferenceCache';
import type { TitleKeys } from './sqlite/TitleKeys';
import type { CrmTables } from './tables';
import type { Writer, Writing } from './Writer';

export interface RecordBinParts {
	database: SqlDatabase<CrmTables>;
	dialect: CrmDialect;
	references: ReferenceCache;
	writer: Writer;
	titles: TitleKeys | undefined;
}

/** Deletes records, lists them and brings them back. The database itself keeps what was deleted. */
export class RecordBin {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly dialect: CrmDialect;
	private readonly references: ReferenceCache;
	private readonly writer: Writer;
	private readonly rows: RecordRows;
	private readonly merged: MergedRecords;
	private readonly titles: TitleKeys | undefined;
	private readonly gates: GateKeeper;

	constructor({ database, dialect, references, writer, titles }: RecordBinParts) {
		this.database = database;
		this.dialect = dialect;
		this.references = references;
		this.writer = writer;
		this.rows = new RecordRows(database);
		this.merged = new MergedRecords(database);
		this.titles = titles;
		this.gates = new GateKeeper(database);
	}

	async remove(refs: readonly RecordRef[], context: WriteContext): Promise<CrmRecord[]> {
		return await this.writer.write(
			context,
			async (writing) =>
				await this.byType(refs, async (type, ids) => {
					const description = writing.reference.editableType(type);
					const rows = await this.rows.read(description, ids);
					if (context.reason?.kind === 'merged') await this.merged.note(type, ids, context.reason.into);
					await this.deleteFrom('record', ids);
					return rows.map((row) => recordOf(description, { ...row }));
				}),
		);
	}

	async restore(refs: readonly RecordRef[], context: WriteContext): Promise<CrmRecord[]> {
		const write = async () =>
			await this.writer.write(
				{ ...context, reason: RESTORED },
				async (writing) => await this.byType(refs, async (type, ids) => await this.restoreType(type, ids, writing)),
			);
		return await explainTakenExternalId(this.database, write, (record) =>
			refs.findIndex(({ type, id }) => type === record.type && id === record.id),
		);
	}

	/** When one was deleted, the feed says as long as it keeps that change. */
	async list(name: string, { ids, search = '', limit, offset = 0 }: DeletedQuery = {}): Promise<DeletedRecord[]> {
		const type = (await this.references.current()).editableType(name);
		const all = sql<boolean>`1 = 1`;
		const named = search.trim() === '' ? all : this.dialect.textContains(sql.ref('title'), search.trim());
		const chosen = ids === undefined ? all : this.dialect.sql.isOneOf(sql.ref('id'), idNumbers(ids));
		const { rows } = await sql<RecordRow & { deleted_at: string | null; merged_into: number | null }>`
			select gone.*, deletion.at as deleted_at, (
				select kept_id from merged_record where source_id = gone.id and kept_id <> source_id limit 1
			) as merged_into from (
				select deleted_record.*, (
					select max(id) from change_feed where record_id = deleted_record.id and record_type = deleted_record.type and kind = 'deleted'
				) as deletion_id from deleted_record where type = ${name} and ${named} and ${chosen}
			) as gone left join change_feed as deletion on deletion.id = gone.deletion_id
			order by gone.deletion_id desc nulls last, gone.id desc
			limit ${limit ?? Number.MAX_SAFE_INTEGER} offset ${offset}`.execute(this.database.db());
		return rows.map((row) => ({ ...recordOf(type, { ...row }), deletedAt: row.deleted_at, mergedInto: idText(row.merged_into) }));
	}

	private async restoreType(type: string, ids: readonly string[], writing: Writing): Promise<CrmRecord[]> {
		const { reference, at } = writing;
		const description = reference.editableType(type);
		const deleted = await this.rows.read(description, ids, 0, 'deleted_record');
		const rows = deleted.map((row): RecordRow => ({ ...row, ...stageOf(row, description), version: row.version + 1, updated_at: at }));
		const records = rows.map((row) => recordOf(description, { ...row }));
		// Where it was, it may be again, whatever the stage asks for by now.
		const arrivals = records.map(({ id, values }, index): Arrival => {
			const stayed = deleted[index]!.stage_id === values.stage;
			return { id, from: stayed ? values.stage : null, values, index };
		});
		await this.gates.require(description, arrivals, writing);
		await writeRecords(records, async () => await this.insert(rows));
		await this.deleteFrom('deleted_record', ids);
		await this.merged.forget(ids);
		return records;
	}

	private async insert(rows: readonly RecordRow[]): Promise<void> {
		const { titles } = this;
		const columns = titles === undefined ? COLUMNS : [...COLUMNS, titles.column];
		const contents = rows.map((row) => (titles === undefined ? columnsOf(row) : [...columnsOf(row), titles.keyOf(row.title)]));
		await insertRows(this.database, 'record', columns, contents);
	}

	private async deleteFrom(table: 'record' | 'deleted_record', ids: readonly string[]): Promise<void> {
		await this.database
			.db()
			.deleteFrom(table)
			.where(this.database.dialect.isOneOf(sql.ref('id'), ids.map(Number)))
			.execute();
	}

	/** Runs the work once per record type, and gives its results in the order of the refs. */
	private async byType(refs: readonly RecordRef[], work: (type: string, ids: string[]) => Promise<CrmRecord[]>): Promise<CrmRecord[]> {
		const ids = new Map<string, Set<string>>();
		for (const { type, id } of refs) ids.set(type, (ids.get(type) ?? new Set()).add(id));
		const done = new Map<string, CrmRecord>();
		for (const [type, ofType] of ids) {
			const records = await work(type, [...ofType]).catch((error: unknown) => {
				throw withIndexAmong(refs, type, [...ofType], error);
			});
			for (const record of records) done.set(`${type}/${record.id}`, record);
		}
		return refs.map(({ type, id }) => done.get(`${type}/${id}`)!);
	}
}

/** Where it was; when that stage was deleted meanwhile, the first stage of its pipeline, or of the type's first one. */
function stageOf({ pipeline_id, stage_id }: RecordRow, { pipelines }: RecordTypeDescription): Pick<RecordRow, 'pipeline_id' | 'stage_id'> {
	const own = pipelines.find(({ id }) => id === pipeline_id);
	if (pipeline_id === null || own?.stages.some(({ id }) => id === stage_id)) return { pipeline_id, stage_id };
	const pipeline = own ?? pipelines[0];
	return { pipeline_id: pipeline?.id ?? null, stage_id: pipeline?.stages[0]?.id ?? null };
}

/** The error's index counts within one type; the caller counts refs. */
function withIndexAmong(refs: readonly RecordRef[], type: string, ids: readonly string[], error: unknown): unknown {
	if (!(error instanceof CrmError) || error.index === undefined) return error;
	const id = ids[error.index];
	const index = refs.findIndex((ref) => ref.type === type && ref.id === id);
	return new CrmError(error.code, error.message, error.remedy, { cause: error.cause, index });
}

const NAMES = [
	'id',
	'type',
	'title',
	'pipeline_id',
	'stage_id',
	'responsible_id',
	'external_id',
	'custom',
	'version',
	'created_at',
	'updated_at',
] as const;
const COLUMNS: readonly SqlColumn[] = NAMES.map((name) => ({ name, type: name === 'custom' ? ('json' as const) : ('text' as const) }));

function columnsOf(row: RecordRow): SqlValue[] {
	return NAMES.map((name) => (name === 'custom' && typeof row.custom !== 'string' ? JSON.stringify(row.custom) : (row[name] as SqlValue)));
}
