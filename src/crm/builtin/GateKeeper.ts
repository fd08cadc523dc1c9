import { sql } from 'kysely';
import type { Values } from '../../model/record';
import type { RecordTypeDescription } from '../../model/recordType';
import { gatesBetween, requireOpenGates, type Crossing, type GateFacts } from '../../model/stageGates';
import { OPEN_TASK_STATUSES } from '../../model/task';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { CrmTables } from './tables';
import type { Writing } from './Writer';

/** A record that is about to be at a stage. */
export interface Arrival {
	/** Undefined: it is new, so that it has no tasks and no documents yet. */
	id: string | undefined;
	/** The stage it comes from; null or undefined: none. */
	from: unknown;
	/** As it will be. */
	values: Values;
	/** Among the drafts of the call. */
	index: number;
}

interface Gated extends Arrival {
	crossings: Crossing[];
}

/**
 * Holds records to the gates of stages, in the transaction that writes them. Asks the database only for records that pass a gate
 * which needs it. The triggers of the database look once more; what they say names fields and counts, but knows less of people.
 */
export class GateKeeper {
	private readonly database: SqlDatabase<CrmTables>;

	constructor(database: SqlDatabase<CrmTables>) {
		this.database = database;
	}

	/** Throws gateClosed for the first record that is kept where it is. */
	async require(type: RecordTypeDescription, arrivals: readonly Arrival[], { reference, actor }: Writing): Promise<void> {
		if (reference.gates.size === 0) return;
		const gated = arrivals.flatMap((arrival): Gated[] => {
			const crossings = gatesBetween(reference.gates, arrival.from, arrival.values.stage);
			return crossings.length === 0 ? [] : [{ ...arrival, crossings }];
		});
		if (gated.length === 0) return;
		const openTasks = await this.openTasks(type.name, gated);
		const documents = await this.documents(type.name, gated);
		for (const { id = '', values, index, crossings } of gated) {
			const facts = { values, actor, openTasks: openTasks.get(id) ?? 0, documents: documents.get(id) ?? [] };
			requireOpenGates({ type, crossings, facts, people: reference.users, index });
		}
	}

	private async openTasks(type: string, gated: readonly Gated[]): Promise<Map<string, number>> {
		const ids = idsWhere(gated, ({ gate }) => gate.noOpenTasks);
		if (ids.length === 0) return new Map();
		const rows = await this.database
			.db()
			.selectFrom('task')
			.select(['record_id', ({ fn }) => fn.countAll<number>().as('count')])
			.where('record_type', '=', type)
			.where(this.database.dialect.isOneOf(sql.ref('record_id'), ids))
			.where('status', 'in', OPEN_TASK_STATUSES)
			.groupBy('record_id')
			.execute();
		return new Map(rows.map(({ record_id: id, count }) => [String(id), Number(count)]));
	}

	private async documents(type: string, gated: readonly Gated[]): Promise<Map<string, GateFacts['documents']>> {
		const ids = idsWhere(gated, ({ gate }) => gate.document !== null);
		if (ids.length === 0) return new Map();
		const rows = await this.database
			.db()
			.selectFrom('document')
			.select(['record_id', 'section', 'kind'])
			.distinct()
			.where('record_type', '=', type)
			.where(this.database.dialect.isOneOf(sql.ref('record_id'), ids))
			.execute();
		return Map.groupBy(rows, ({ record_id: id }) => String(id));
	}
}

function idsWhere(gated: readonly Gated[], asks: (crossing: Crossing) => boolean): number[] {
	return gated.flatMap(({ id, crossings }) => (id !== undefined && crossings.some(asks) ? [Number(id)] : []));
}
