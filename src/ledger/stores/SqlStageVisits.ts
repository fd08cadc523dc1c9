import { sql, type Selectable } from 'kysely';
import type { RecordRef } from '../../model/record';
import type { StageVisit } from '../../model/stageVisit';
import { insertRows, type SqlColumn } from '../../sql/bulk';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { StageVisitStore } from '../LedgerStageVisits';
import type { LedgerTables, StageVisitTable } from './ledgerTables';

const KEY = ['record_type', 'record_id', 'begun_by'];
const CONTENT = ['pipeline', 'stage', 'entered_at', 'entered_by', 'left_at', 'left_by', 'ended_by', 'gone_at'];
const COLUMNS: readonly SqlColumn[] = [...KEY, ...CONTENT].map((name) => ({ name, type: 'text' }));
const REPLACING = `on conflict (${KEY.join(', ')}) do update set ${CONTENT.map((name) => `"${name}" = excluded."${name}"`).join(', ')}`;
/** How many rows are read at once. */
const PAGE = 10_000;
/** Of so many records at once. */
const RECORDS = 1_000;

export class SqlStageVisits implements StageVisitStore {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async ofRecords(refs: readonly RecordRef[]): Promise<StageVisit[]> {
		const visits: StageVisit[] = [];
		for (const [type, ofType] of Map.groupBy(refs, (ref) => ref.type)) {
			const ids = [...new Set(ofType.map(({ id }) => id))];
			for (let start = 0; start < ids.length; start += RECORDS) {
				const rows = await this.database
					.db()
					.selectFrom('stage_visit')
					.selectAll()
					.where('record_type', '=', type)
					.where(this.database.dialect.isOneOf(sql.ref('record_id'), ids.slice(start, start + RECORDS)))
					.execute();
				visits.push(...rows.map(visitOf));
			}
		}
		return visits.sort(byBeginning);
	}

	/** In pages, so that any number fits in memory. */
	async *ofType(type: string, endedAfter?: string): AsyncIterable<StageVisit> {
		let after = { record_id: '', begun_by: '' };
		for (;;) {
			let query = this.database
				.db()
				.selectFrom('stage_visit')
				.selectAll()
				.where('record_type', '=', type)
				.where(sql<boolean>`(record_id, begun_by) > (${after.record_id}, ${after.begun_by})`);
			if (endedAfter !== undefined) query = query.where(({ eb, or }) => or([eb('left_at', 'is', null), eb('left_at', '>', endedAfter)]));
			const rows = await query.orderBy('record_id').orderBy('begun_by').limit(PAGE).execute();
			for (const row of rows) yield visitOf(row);
			if (rows.length < PAGE) return;
			after = rows.at(-1)!;
		}
	}

	async save(visits: readonly StageVisit[]): Promise<void> {
		if (visits.length === 0) return;
		const rows = visits.map((visit) => [
			visit.ref.type,
			visit.ref.id,
			visit.begunBy,
			visit.pipeline,
			visit.stage,
			visit.enteredAt,
			visit.enteredBy,
			visit.leftAt,
			visit.leftBy,
			visit.endedBy,
			visit.goneAt,
		]);
		await this.database.transaction(async () => {
			await insertRows(this.database, 'stage_visit', COLUMNS, rows, REPLACING);
		});
	}
}

/** Of two that began in the same moment, the one that goes on is the later one. */
function byBeginning(a: StageVisit, b: StageVisit): number {
	if (a.enteredAt !== b.enteredAt) return a.enteredAt < b.enteredAt ? -1 : 1;
	if (a.leftAt === b.leftAt) return 0;
	if (a.leftAt === null || b.leftAt === null) return a.leftAt === null ? 1 : -1;
	return a.leftAt < b.leftAt ? -1 : 1;
}

function visitOf(row: Selectable<StageVisitTable>): StageVisit {
	return {
		ref: { type: row.record_type, id: row.record_id },
		begunBy: row.begun_by,
		pipeline: row.pipeline,
		stage: row.stage,
		enteredAt: row.entered_at,
		enteredBy: row.entered_by,
		leftAt: row.left_at,
		leftBy: row.left_by,
		endedBy: row.ended_by,
		goneAt: row.gone_at,
	};
}
