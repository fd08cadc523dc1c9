import { insertRows, takeIds, updateRows, type SqlColumn } from '../../sql/bulk';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { SqlValue } from '../../sql/SqlDialect';
import { changedFields } from '../../model/change';
import { forDraft } from '../../model/CrmError';
import type { CrmRecord } from '../../model/record';
import type { RecordTypeDescription } from '../../model/recordType';
import { requireAllowedMove } from '../../model/stageOrder';
import { checkChangedValues, checkNewValues, type CheckedValues } from '../../model/validate';
import type { WriteContext } from '../../model/write';
import type { RecordDraft, RecordUpdate } from '../Crm';
import { requireVersion } from '../requireVersion';
import { explainTakenExternalId, writeRecords } from './externalIds';
import { GateKeeper, type Arrival } from './GateKeeper';
import { requireRecords } from './RecordLinks';
import { RecordRows } from './RecordRowStore';
import { RecordColumns, recordOf } from './recordRows';
import type { TitleKeys } from './sqlite/TitleKeys';
import type { CrmTables } from './tables';
import { FIRST_VERSION, nextVersion } from './versions';
import type { Writer, Writing } from './Writer';

/** What every change of a record sets. */
const COUNTED: readonly SqlColumn[] = [
	{ name: 'version', type: 'integer' },
	{ name: 'updated_at', type: 'text' },
];

/** Creates and changes records: thousands in a few statements, and in one transaction. */
export class RecordWriter {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly writer: Writer;
	private readonly rows: RecordRows;
	private readonly own: RecordColumns;
	private readonly inserted: readonly SqlColumn[];
	private readonly gates: GateKeeper;

	constructor(database: SqlDatabase<CrmTables>, writer: Writer, titles: TitleKeys | undefined) {
		this.database = database;
		this.writer = writer;
		this.rows = new RecordRows(database);
		this.own = new RecordColumns(titles);
		this.inserted = [
			{ name: 'id', type: 'integer' },
			{ name: 'type', type: 'text' },
			...this.own.columns,
			{ name: 'version', type: 'integer' },
			{ name: 'created_at', type: 'text' },
			{ name: 'updated_at', type: 'text' },
		];
		this.gates = new GateKeeper(database);
	}

	async create(typeName: string, drafts: readonly RecordDraft[], context: WriteContext): Promise<CrmRecord[]> {
		return await this.write(context, async (writing) => {
			const type = writing.reference.editableType(typeName);
			const checked = drafts.map((draft, index) => forDraft(index, () => checkNewValues(type, draft.values, writing.reference)));
			await this.requireLinks(checked, writing);
			const arrivals = checked.map(({ values }, index): Arrival => ({ id: undefined, from: null, values, index }));
			await this.gates.require(type, arrivals, writing);
			const ids = await takeIds(this.database, 'record', drafts.length);
			const records = checked.map(({ values }, index): CrmRecord => {
				return { type: typeName, id: String(ids[index]), version: FIRST_VERSION, createdAt: writing.at, updatedAt: writing.at, values };
			});
			const rows = records.map(({ id, values }) => [Number(id), typeName, ...this.own.contents(values), 1, writing.at, writing.at]);
			await writeRecords(records, async () => await insertRows(this.database, 'record', this.inserted, rows));
			return records;
		});
	}

	async update(typeName: string, changes: readonly RecordUpdate[], context: WriteContext): Promise<CrmRecord[]> {
		return await this.write(context, async (writing) => {
			const type = writing.reference.editableType(typeName);
			const records: CrmRecord[] = [];
			for (const round of roundsOf(changes)) {
				records.push(...(await this.updateOnce(type, round, records.length, writing)));
			}
			return records;
		});
	}

	private async write(context: WriteContext, work: (writing: Writing) => Promise<CrmRecord[]>): Promise<CrmRecord[]> {
		return await explainTakenExternalId(this.database, async () => await this.writer.write(context, work));
	}

	/** Changes of different records; `offset` is the index of the first one among all of the call. */
	private async updateOnce(
		type: RecordTypeDescription,
		changes: readonly RecordUpdate[],
		offset: number,
		writing: Writing,
	): Promise<CrmRecord[]> {
		const current = await this.rows.read(
			type,
			changes.map(({ id }) => id),
			offset,
		);
		const checked = changes.map((change, index) =>
			forDraft(offset + index, () => {
				const record = recordOf(type, current[index]!);
				requireVersion(type.label, record, change.ifVersion);
				const checked = checkChangedValues(type, record.values, change.values, writing.reference);
				requireAllowedMove(type, record, checked.values);
				return { before: record, ...checked };
			}),
		);
		await this.requireLinks(checked, writing, offset);
		const arrivals = checked.map(({ before, values }, index): Arrival => {
			return { id: before.id, from: before.values.stage, values, index: offset + index };
		});
		await this.gates.require(type, arrivals, writing);
		const results = checked.map(({ before, values }): CrmRecord => {
			if (changedFields(before.values, values).length === 0) return before;
			return { ...before, version: nextVersion(before.version), updatedAt: writing.at, values };
		});
		await writeRecords(results, async () => await this.writeChanged(checked, results, writing.at), offset);
		return results;
	}

	/** Sets only the columns in which something differs: setting the others too would rewrite their indexes. */
	private async writeChanged(checked: ReadonlyArray<{ before: CrmRecord }>, results: readonly CrmRecord[], at: string): Promise<void> {
		const changed = results.filter((record, index) => record !== checked[index]!.before);
		const differing = new Set<string>();
		for (const [index, { values }] of results.entries()) this.own.compare(checked[index]!.before.values, values, differing);
		const columns = this.own.among(differing);
		const rows = changed.map((record): [number, ...SqlValue[]] => {
			return [Number(record.id), Number(record.version), at, ...this.own.contentsAmong(differing, record.values)];
		});
		await updateRows(this.database, 'record', [...COUNTED, ...columns], rows);
	}

	private async requireLinks(checked: readonly CheckedValues[], { reference }: Writing, offset = 0): Promise<void> {
		const named = checked.flatMap(({ links }, index) =>
			links.map(({ field, type, id }) => ({ type, id, index: offset + index, where: `field "${field.label}"` })),
		);
		if (named.length > 0) await requireRecords(this.database, reference, named);
	}
}

/** One record twice in a call is changed twice, the second time from what the first one made of it. */
function* roundsOf(changes: readonly RecordUpdate[]): Generator<RecordUpdate[]> {
	let round: RecordUpdate[] = [];
	let ids = new Set<string>();
	for (const change of changes) {
		if (ids.has(change.id)) {
			yield round;
			round = [];
			ids = new Set();
		}
		ids.add(change.id);
		round.push(change);
	}
	if (round.length > 0) yield round;
}
