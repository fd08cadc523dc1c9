import { sql } from 'kysely';
import type { SqlDatabase } from '../../ledger/sql/SqlDatabase';
import { CrmError } from '../../model/CrmError';
import type { Field, Pipeline, RecordType } from '../../model/recordType';
import type { SchemaEditor } from '../Crm';
import { checkField, checkPipeline, checkTypeName } from './checkSchema';
import type { Reference } from './Reference';
import type { ReferenceCache } from './ReferenceCache';
import type { CrmTables } from './tables';

export class SqlSchemaEditor implements SchemaEditor {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly references: ReferenceCache;

	constructor(database: SqlDatabase<CrmTables>, references: ReferenceCache) {
		this.database = database;
		this.references = references;
	}

	async saveRecordType({ name, label, pluralLabel }: Omit<RecordType, 'editable'>): Promise<void> {
		await this.change(async () => {
			checkTypeName(name);
			const texts = { label, plural_label: pluralLabel };
			await this.database
				.db()
				.insertInto('record_type')
				.values({ name, ...texts, position: await this.nextPosition('record_type') })
				.onConflict((conflict) => conflict.column('name').doUpdateSet(texts))
				.execute();
		});
	}

	async saveField(type: string, field: Omit<Field, 'system'>): Promise<void> {
		await this.change(async (reference) => {
			checkField(reference, type, field);
			const row = {
				label: field.label,
				kind: field.kind,
				required: field.required ? 1 : 0,
				options: field.options === undefined ? null : JSON.stringify(field.options),
				default_value: field.default === undefined ? null : JSON.stringify(field.default),
				target: field.target ?? null,
				read_only: field.readOnly === true ? 1 : 0,
				help: field.help ?? null,
			};
			await this.database
				.db()
				.insertInto('field')
				.values({ record_type: type, name: field.name, ...row, position: await this.nextPosition('field') })
				.onConflict((conflict) => conflict.columns(['record_type', 'name']).doUpdateSet(row))
				.execute();
		});
	}

	async savePipeline(pipeline: Pipeline): Promise<void> {
		await this.change(async (reference) => {
			checkPipeline(reference, pipeline);
			await this.refuseLosingRecords(reference, pipeline);
			const db = this.database.db();
			const { id, name, recordType: record_type } = pipeline;
			await db
				.insertInto('pipeline')
				.values({ id, name, record_type, position: await this.nextPosition('pipeline') })
				.onConflict((conflict) => conflict.column('id').doUpdateSet({ name, record_type }))
				.execute();
			await db.deleteFrom('stage').where('pipeline_id', '=', id).execute();
			await db
				.insertInto('stage')
				.values(pipeline.stages.map((stage, position) => ({ id: stage.id, pipeline_id: id, name: stage.name, kind: stage.kind, position })))
				.execute();
		});
	}

	async saveGroups(names: readonly string[]): Promise<void> {
		await this.saveNames('user_group', names);
	}

	async saveRoles(names: readonly string[]): Promise<void> {
		await this.saveNames('user_role', names);
	}

	private async change(work: (reference: Reference) => Promise<void>): Promise<void> {
		await this.database.transaction(async () => {
			await this.references.changing();
			await work(await this.references.current());
		});
	}

	private async saveNames(table: 'user_group' | 'user_role', names: readonly string[]): Promise<void> {
		if (names.length === 0) return;
		await this.change(async () => {
			await this.database
				.db()
				.insertInto(table)
				.values(names.map((name) => ({ name })))
				.onConflict((conflict) => conflict.doNothing())
				.execute();
		});
	}

	/** Stages that go, or all of a pipeline that changes its record type, must have no records. */
	private async refuseLosingRecords(reference: Reference, pipeline: Pipeline): Promise<void> {
		const present = [...reference.types.values()].flatMap(({ pipelines }) => pipelines).find(({ id }) => id === pipeline.id);
		if (present === undefined) return;
		const moves = present.recordType !== pipeline.recordType;
		const leaving = present.stages.filter((stage) => moves || !pipeline.stages.some(({ id }) => id === stage.id));
		const occupied = await this.database
			.db()
			.selectFrom('record')
			.select(['stage_id', ({ fn }) => fn.countAll<number>().as('count')])
			.where(this.database.dialect.isOneOf(sql.ref('stage_id'), leaving.map(({ id }) => id)))
			.where('stage_id', 'is not', null)
			.groupBy('stage_id')
			.executeTakeFirst();
		if (occupied === undefined) return;
		const stage = leaving.find(({ id }) => id === occupied.stage_id);
		throw new CrmError(
			'conflict',
			`Stage "${stage?.name}" (${occupied.stage_id}) cannot be removed from pipeline "${present.name}": ${occupied.count} record(s) are in it.`,
			'Move these records to another stage first.',
		);
	}

	private async nextPosition(table: 'record_type' | 'field' | 'pipeline'): Promise<number> {
		const { last } = await this.database
			.db()
			.selectFrom(table)
			.select(({ fn }) => fn.max<number | null>('position').as('last'))
			.executeTakeFirstOrThrow();
		return (last ?? -1) + 1;
	}
}
