import { sql } from 'kysely';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { CrmError, notFound } from '../../model/CrmError';
import type { Field, Pipeline, RecordType } from '../../model/recordType';
import type { SchemaEditor } from '../Crm';
import { checkField, checkPipeline, checkTypeName } from './checkSchema';
import type { CrmDialect } from './CrmDialect';
import type { Reference } from '../Reference';
import type { ReferenceCache } from './ReferenceCache';
import { countRecords, pipelineById, refuseAskedField, refuseLinkedType, refuseRecords } from './schemaUse';
import type { CrmTables } from './tables';
import { findField } from '../../model/fieldNames';

export class SqlSchemaEditor implements SchemaEditor {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly dialect: CrmDialect;
	private readonly references: ReferenceCache;

	constructor(database: SqlDatabase<CrmTables>, dialect: CrmDialect, references: ReferenceCache) {
		this.database = database;
		this.dialect = dialect;
		this.references = references;
	}

	async saveRecordType({ name, label, pluralLabel }: Omit<RecordType, 'editable'>): Promise<void> {
		await this.references.change(async () => {
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
		await this.references.change(async (reference) => {
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
		await this.references.change(async (reference) => {
			checkPipeline(reference, pipeline);
			await this.refuseLosingRecords(reference, pipeline);
			const db = this.database.db();
			const { id, name, recordType: record_type, skipping = 'allowed', backwards = 'allowed' } = pipeline;
			const row = { name, record_type, skipping, backwards };
			await db
				.insertInto('pipeline')
				.values({ id, ...row, position: await this.nextPosition('pipeline') })
				.onConflict((conflict) => conflict.column('id').doUpdateSet(row))
				.execute();
			await db.deleteFrom('stage').where('pipeline_id', '=', id).execute();
			await db
				.insertInto('stage')
				.values(pipeline.stages.map((stage, position) => ({ id: stage.id, pipeline_id: id, name: stage.name, kind: stage.kind, position })))
				.execute();
			await this.forgetGates();
		});
	}

	async removeRecordType(name: string): Promise<void> {
		await this.references.change(async (reference) => {
			const type = reference.type(name);
			if (!type.editable)
				throw new CrmError('unsupported', `${type.pluralLabel} are kept by the CRM itself.`, 'Only other record types can be deleted.');
			refuseLinkedType(reference, type);
			refuseRecords(
				`Record type "${type.label}"`,
				await countRecords(this.database, this.dialect, type, {}),
				`Delete these ${type.pluralLabel.toLowerCase()} first.`,
			);
			for (const { id } of type.pipelines) await this.removePipelineRows(id);
			const db = this.database.db();
			await db.deleteFrom('field').where('record_type', '=', name).execute();
			await db.deleteFrom('role_permission').where('record_type', '=', name).execute();
			await db.deleteFrom('record_type').where('name', '=', name).execute();
		});
	}

	async removeField(typeName: string, name: string): Promise<void> {
		await this.references.change(async (reference) => {
			const type = reference.type(typeName);
			const field = findField(
				type,
				name,
				type.fields.filter(({ system }) => !system),
			);
			if (field.system)
				throw new CrmError(
					'unsupported',
					`Field "${field.label}" belongs to every ${type.label.toLowerCase()} and cannot be deleted.`,
					'Leave it empty where it is not needed.',
				);
			refuseAskedField(reference, type, field);
			await this.database.db().deleteFrom('field').where('record_type', '=', typeName).where('name', '=', name).execute();
		});
	}

	async removePipeline(id: string): Promise<void> {
		await this.references.change(async (reference) => {
			const pipeline = pipelineById(reference, id);
			if (pipeline === undefined)
				throw notFound(
					'pipeline',
					id,
					[...reference.types.values()].flatMap(({ pipelines }) => pipelines.map((other) => other.id)),
				);
			refuseRecords(
				`Pipeline "${pipeline.name}"`,
				await countRecords(this.database, this.dialect, reference.type(pipeline.recordType), { pipeline: id }),
				'Move these records to another pipeline, or delete them, first.',
			);
			await this.removePipelineRows(id);
		});
	}

	/** Stages that go, or all of a pipeline that changes its record type, must have no records. */
	private async refuseLosingRecords(reference: Reference, pipeline: Pipeline): Promise<void> {
		const present = pipelineById(reference, pipeline.id);
		if (present === undefined) return;
		const moves = present.recordType !== pipeline.recordType;
		const leaving = present.stages.filter((stage) => moves || !pipeline.stages.some(({ id }) => id === stage.id));
		const occupied = await this.database
			.db()
			.selectFrom('record')
			.select(['stage_id', ({ fn }) => fn.countAll<number>().as('count')])
			.where(
				this.database.dialect.isOneOf(
					sql.ref('stage_id'),
					leaving.map(({ id }) => id),
				),
			)
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

	private async removePipelineRows(id: string): Promise<void> {
		const db = this.database.db();
		await db.deleteFrom('stage').where('pipeline_id', '=', id).execute();
		await db.deleteFrom('pipeline').where('id', '=', id).execute();
		await this.forgetGates();
	}

	/** Of stages that are gone. */
	private async forgetGates(): Promise<void> {
		const db = this.database.db();
		await db.deleteFrom('stage_gate').where('stage_id', 'not in', db.selectFrom('stage').select('id')).execute();
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
