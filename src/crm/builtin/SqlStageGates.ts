import type { Insertable, Kysely, Selectable } from 'kysely';
import type { StageGateStore } from '../../companions/Companions';
import { notFound } from '../../model/CrmError';
import { asksForNothing, checkGate, type Gate, type GatesByStage, type GateSide, type StageGates } from '../../model/stageGates';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { fromJson } from '../../sql/SqlDialect';
import type { Reference } from '../Reference';
import { plainCopy } from './plainCopy';
import type { ReferenceCache } from './ReferenceCache';
import type { CrmTables, StageGateTable } from './tables';

/** Answers from memory; writes go to the database. */
export class SqlStageGates implements StageGateStore {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly references: ReferenceCache;

	constructor(database: SqlDatabase<CrmTables>, references: ReferenceCache) {
		this.database = database;
		this.references = references;
	}

	async find(): Promise<GatesByStage> {
		return new Map([...(await this.references.current()).gates].map(([stage, gates]) => [stage, plainCopy(gates)]));
	}

	async save(stageId: string, side: GateSide, given: Gate | undefined): Promise<void> {
		await this.references.change(async (reference) => {
			const type = reference.type(stageOf(reference, stageId).pipeline.recordType);
			const gate = given && checkGate(given, { ...reference, type });
			const db = this.database.db();
			await db.deleteFrom('stage_gate').where('stage_id', '=', stageId).where('side', '=', side).execute();
			if (gate === undefined || asksForNothing(gate)) return;
			await db
				.insertInto('stage_gate')
				.values({ stage_id: stageId, side, ...rowOf(gate) })
				.execute();
		});
	}
}

/** Of all stages, as they are kept in memory. */
export async function loadGates(db: Kysely<CrmTables>): Promise<GatesByStage> {
	const rows = await db.selectFrom('stage_gate').selectAll().orderBy('stage_id').orderBy('side').execute();
	const gates = new Map<string, StageGates>();
	for (const row of rows) gates.set(row.stage_id, { ...gates.get(row.stage_id), [row.side]: gateOf(row) });
	return gates;
}

function stageOf(reference: Reference, id: string): NonNullable<ReturnType<Reference['stage']>> {
	const stage = reference.stage(id);
	if (stage !== undefined) return stage;
	const pipelines = [...reference.types.values()].flatMap((type) => type.pipelines);
	throw notFound(
		'stage',
		id,
		pipelines.flatMap(({ stages }) => stages.map((one) => one.id)),
	);
}

function rowOf({ fields, noOpenTasks, document, roles, groups, users }: Gate): Omit<Insertable<StageGateTable>, 'stage_id' | 'side'> {
	return {
		fields: JSON.stringify(fields),
		no_open_tasks: noOpenTasks ? 1 : 0,
		document: document === null ? 0 : 1,
		document_section: document?.section ?? null,
		document_kind: document?.kind ?? null,
		roles: JSON.stringify(roles),
		groups: JSON.stringify(groups),
		users: JSON.stringify(users),
	};
}

function gateOf(row: Selectable<StageGateTable>): Gate {
	const { document_section: section, document_kind: kind } = row;
	return {
		fields: fromJson(row.fields),
		noOpenTasks: row.no_open_tasks === 1,
		document: row.document === 1 ? { ...(section === null ? {} : { section }), ...(kind === null ? {} : { kind }) } : null,
		roles: fromJson(row.roles),
		groups: fromJson(row.groups),
		users: fromJson(row.users),
	};
}
