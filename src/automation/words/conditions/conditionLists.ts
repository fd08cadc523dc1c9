import { STAMP_FIELDS, type Field } from '../../../model/recordType';
import { pageOf, type ListPage, type ListRequest } from '../forms/listPage';
import { fieldHint } from '../forms/listHints';
import { listRecords, listStages, listUsers } from '../forms/lists';
import type { Scope } from '../../engine/Scope';

/** Fields that can be asked for. `stamps`: also when a record was made and changed, which a change does not tell. */
export async function listConditionFields(
	scope: Scope,
	type: string,
	request: ListRequest,
	{ stamps }: { stamps: boolean },
): Promise<ListPage> {
	const { fields } = await scope.crm.describe(type);
	const asked = stamps ? [...fields, ...STAMP_FIELDS.filter(({ kind }) => kind === 'dateTime')] : fields;
	return pageOf(
		asked.map((field) => ({ name: field.label, value: field.name, description: fieldHint(field) })),
		request,
	);
}

/** Undefined for one that does not exist. Throws notFound for the type. */
export async function conditionField(scope: Scope, type: string, name: string): Promise<Field | undefined> {
	const { fields } = await scope.crm.describe(type);
	return [...fields, ...STAMP_FIELDS].find((field) => field.name === name);
}

/** The values a field can have, where they are few: choices, stages, pipelines, people. `chosen`: see `listUsers`. */
export async function listConditionValues(
	scope: Scope,
	type: string,
	name: string,
	request: ListRequest,
	chosen?: ReadonlySet<string>,
): Promise<ListPage> {
	const field = await conditionField(scope, type, name);
	if (field === undefined) return { options: [] };
	if (field.kind === 'user' || field.target === 'user' || isListOfPeople(type, name)) return await listUsers(scope, request, chosen);
	if (field.kind === 'stage') return await listStages(scope, type, request);
	if (field.kind === 'pipeline')
		return pageOf(
			(await scope.crm.describe(type)).pipelines.map(({ id, name: label }) => ({ name: label, value: id })),
			request,
		);
	return pageOf(
		(field.options ?? []).map(({ value, label }) => ({ name: label, value })),
		request,
	);
}

/** The records a field can link to, the newest first. */
export async function listConditionRecords(scope: Scope, type: string, name: string, request: ListRequest): Promise<ListPage> {
	const field = await conditionField(scope, type, name);
	return field?.target === undefined ? { options: [] } : await listRecords(scope, field.target, request);
}

/** These two lists of a task hold ids of people. */
export function isListOfPeople(type: string, name: string): boolean {
	return type === 'task' && (name === 'participants' || name === 'observers');
}
