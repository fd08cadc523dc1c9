import type { Kysely, Selectable } from 'kysely';
import { fromJson } from '../../sql/SqlDialect';
import type { Permission } from '../../model/permissions';
import type { Field, Pipeline, RecordTypeDescription } from '../../model/recordType';
import { Reference } from '../Reference';
import { activityFields, documentFields, OWN_TYPES, projectFields, recordFields, taskFields, userFields } from '../../model/systemFields';
import { loadGates } from './SqlStageGates';
import type { CrmTables, FieldTable } from './tables';
import { userOf } from './userRows';

/** Reads everything that is kept in memory: a few small tables. */
export async function loadReference(db: Kysely<CrmTables>): Promise<Reference> {
	const types = await db.selectFrom('record_type').selectAll().orderBy('position').orderBy('name').execute();
	const fields = await db.selectFrom('field').selectAll().orderBy('position').orderBy('name').execute();
	const pipelines = await loadPipelines(db);
	const users = await db.selectFrom('crm_user').selectAll().orderBy('name').orderBy('id').execute();
	const groups = (await db.selectFrom('user_group').select('name').orderBy('name').execute()).map(({ name }) => name);
	const roles = (await db.selectFrom('user_role').select('name').orderBy('name').execute()).map(({ name }) => name);

	const ofType = (name: string) => fields.filter((field) => field.record_type === name).map(fieldOf);
	const editable = types.map((type): RecordTypeDescription => {
		const own = pipelines.filter(({ recordType }) => recordType === type.name);
		return {
			name: type.name,
			label: type.label,
			pluralLabel: type.plural_label,
			editable: true,
			fields: [...recordFields(type.name), ...ofType(type.name)],
			pipelines: own,
		};
	});
	const ownFields: Record<string, Field[]> = {
		task: taskFields(),
		user: [...userFields(groups, roles), ...ofType('user')],
		project: projectFields(),
		activity: activityFields(),
		document: documentFields(),
	};
	const kept = OWN_TYPES.map((type): RecordTypeDescription => ({ ...type, fields: ownFields[type.name] ?? [], pipelines: [] }));
	return new Reference({
		types: [...editable, ...kept],
		users: users.map(userOf),
		groups,
		roles,
		permissions: await loadPermissions(db),
		gates: await loadGates(db),
	});
}

async function loadPipelines(db: Kysely<CrmTables>): Promise<Pipeline[]> {
	const pipelines = await db.selectFrom('pipeline').selectAll().orderBy('position').orderBy('id').execute();
	const stages = await db.selectFrom('stage').selectAll().orderBy('position').orderBy('id').execute();
	return pipelines.map((pipeline) => ({
		id: pipeline.id,
		name: pipeline.name,
		recordType: pipeline.record_type,
		stages: stages.filter((stage) => stage.pipeline_id === pipeline.id).map(({ id, name, kind }) => ({ id, name, kind })),
		...(pipeline.skipping === 'forbidden' ? { skipping: pipeline.skipping } : {}),
		...(pipeline.backwards === 'forbidden' ? { backwards: pipeline.backwards } : {}),
	}));
}

async function loadPermissions(db: Kysely<CrmTables>): Promise<Map<string, Permission[]>> {
	const rows = await db.selectFrom('role_permission').selectAll().orderBy('role').orderBy('record_type').execute();
	const byRole = Map.groupBy(rows, ({ role }) => role);
	return new Map(
		[...byRole].map(([role, own]) => [
			role,
			own.map((row) => ({ recordType: row.record_type, allowed: fromJson(row.allowed), ownOnly: row.own_only === 1 })),
		]),
	);
}

function fieldOf(row: Selectable<FieldTable>): Field {
	const field: Field = { name: row.name, label: row.label, kind: row.kind, required: row.required === 1, system: false };
	if (row.options !== null) field.options = fromJson(row.options);
	if (row.default_value !== null) field.default = fromJson(row.default_value);
	if (row.target !== null) field.target = row.target;
	if (row.read_only === 1) field.readOnly = true;
	if (row.help !== null) field.help = row.help;
	return field;
}
