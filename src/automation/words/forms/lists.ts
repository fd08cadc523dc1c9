import type { DeletedRecord } from '../../../crm/Crm';
import { HISTORY_TYPES } from '../../../model/history';
import { People } from '../../../model/people';
import { titleOf } from '../../../model/record';
import type { Field, FieldKind, Pipeline, Stage } from '../../../model/recordType';
import { isAskable } from '../../../model/stageGates';
import { STAGE_STEPS } from '../../../model/stageSteps';
import { recordsStillThere } from '../../engine/recordsById';
import type { User } from '../../../model/user';
import type { Scope } from '../../engine/Scope';
import { readable } from '../output/readable';
import { fieldHint, joined, recordHints } from './listHints';
import { cut, named, offsetOf, PAGE_SIZE, pageOf, recordPage, type ListOption, type ListPage, type ListRequest } from './listPage';

/** Types whose records people make; or all. */
export async function listRecordTypes(
	scope: Scope,
	request: ListRequest,
	which: 'editable' | 'all' | 'withStages' = 'editable',
): Promise<ListPage> {
	const types = [];
	for (const type of await scope.crm.recordTypes()) {
		const listed = which === 'all' || (which === 'editable' ? type.editable : (await scope.crm.describe(type.name)).pipelines.length > 0);
		if (listed) types.push(type);
	}
	return pageOf(
		types.map(({ name, label }) => ({ name: label, value: name })),
		request,
	);
}

/** Of one type, or of all. */
export async function listPipelines(scope: Scope, type: string | undefined, request: ListRequest): Promise<ListPage> {
	const types = type === undefined ? (await scope.crm.recordTypes()).map(({ name }) => name) : [type];
	const options: ListOption[] = [];
	for (const name of types) {
		const { pipelines, pluralLabel } = await scope.crm.describe(name);
		options.push(...pipelines.map((pipeline) => ({ name: pipeline.name, value: pipeline.id, description: pluralLabel })));
	}
	return pageOf(options, request);
}

/** Of one pipeline (id or name), or of all of the type: then the pipeline's name goes before the stage's. */
export async function listStages(scope: Scope, type: string, request: ListRequest, pipeline?: string): Promise<ListPage> {
	const { pipelines } = await scope.crm.describe(type);
	const chosen = pipeline === undefined ? pipelines : pipelines.filter(({ id, name }) => id === pipeline || name === pipeline);
	return pageOf(stageOptions(chosen), request);
}

/** Moves that are told from where a record is. */
export function listSteps({ search }: ListRequest): ListOption[] {
	return pageOf(STAGE_STEPS, { search }).options;
}

/** In the order of their pipelines; a description only where the name does not say it. */
export function stageOptions(pipelines: readonly Pipeline[]): ListOption[] {
	return pipelines.flatMap((pipeline) =>
		pipeline.stages.map((stage) => ({
			name: pipelines.length > 1 ? `${pipeline.name}: ${stage.name}` : stage.name,
			value: stage.id,
			description: descriptionOf(stage),
		})),
	);
}

function descriptionOf({ name, kind }: Stage): string | undefined {
	return kind === 'open' || name.toLowerCase() === kind ? undefined : STAGE_KINDS[kind];
}

const STAGE_KINDS = { won: 'Won', lost: 'Lost' } as const;

/** Those who work here first. `chosen`: what the form holds; who stands there by id, as it once was kept, is listed by it. */
export async function listUsers(scope: Scope, request: ListRequest, chosen: ReadonlySet<string> = NONE): Promise<ListPage> {
	const people = new People(await scope.crm.users.find());
	const ordered = [...people.all.filter((user) => user.active), ...people.all.filter((user) => !user.active)];
	return pageOf(
		ordered.map((user) => ({
			name: user.active ? user.name : `${user.name}${INACTIVE}`,
			value: userValue(people, user, chosen),
			description: user.email ?? user.role ?? undefined,
		})),
		request,
	);
}

/** What stands behind the name of somebody who left. */
export const INACTIVE = ' (inactive)';

const NONE: ReadonlySet<string> = new Set();

/** What a form keeps of a person, by which those who were chosen before are still shown. */
export function userValue(people: People, user: User, chosen: ReadonlySet<string>): string {
	return chosen.has(user.id) ? user.id : people.keyOf(user);
}

/**
 * By title, the newest first, with what tells records of one title apart. A page begins below the last id of the one before: what
 * is made meanwhile moves nothing.
 */
export async function listRecords(scope: Scope, type: string, request: ListRequest): Promise<ListPage> {
	return await recordPage(scope, type, [], request, async (records) => {
		const about = await recordHints(scope, type, records);
		return records.map((record, index) => ({ name: titleOf(record), value: record.id, description: about[index] }));
	});
}

/** Those that can be brought back, by title, the last deleted first. */
export async function listDeletedRecords(scope: Scope, type: string, { search, page }: ListRequest): Promise<ListPage> {
	const offset = offsetOf(page);
	const deleted = (await scope.crm.findDeleted?.(type, { search, limit: PAGE_SIZE + 1, offset })) ?? [];
	const about = await recordHints(scope, type, deleted);
	const kept = await recordsStillThere(
		scope.crm,
		type,
		deleted.flatMap(({ mergedInto }) => mergedInto ?? []),
	);
	const what = ({ mergedInto, deletedAt }: DeletedRecord) => {
		const when = deletedAt === null ? '' : ` ${readable(scope, deletedAt)}`;
		if (mergedInto === null) return when === '' ? [] : [`deleted${when}`];
		const into = kept.get(mergedInto);
		return [`merged into ${into === undefined ? `id ${mergedInto}` : `"${titleOf(into)}"`}${when}`];
	};
	return cut(
		deleted.map((record, index) => ({
			name: titleOf(record),
			value: record.id,
			description: joined([...(about[index] === undefined ? [] : [about[index]]), ...what(record)]),
		})),
		offset,
	);
}

export async function listFields(
	scope: Scope,
	type: string,
	request: ListRequest,
	which: keyof typeof FIELDS_WHICH = 'all',
): Promise<ListPage> {
	const { fields } = await scope.crm.describe(type);
	return pageOf(
		fields.filter(FIELDS_WHICH[which]).map((field) => ({ name: field.label, value: field.name, description: fieldHint(field) })),
		request,
	);
}

const MATCHABLE: readonly FieldKind[] = ['string', 'email', 'phone', 'url'];
const FIELDS_WHICH = {
	all: () => true,
	custom: ({ system }: Field) => !system,
	askable: isAskable,
	settable: ({ readOnly }: Field) => readOnly !== true,
	/** By whose value a record can be found. */
	matchable: ({ kind, readOnly }: Field) => MATCHABLE.includes(kind) && readOnly !== true,
} as const;

export async function listGroups(scope: Scope, request: ListRequest): Promise<ListPage> {
	return pageOf((await scope.crm.users.groups.find()).map(named), request);
}

export async function listRoles(scope: Scope, request: ListRequest): Promise<ListPage> {
	return pageOf((await scope.crm.users.roles.find()).map(named), request);
}

export async function listHistoryTypes(_scope: Scope, request: ListRequest): Promise<ListPage> {
	return pageOf(
		HISTORY_TYPES.map((type) => ({ name: HISTORY_TYPE_NAMES[type], value: type })),
		request,
	);
}

const HISTORY_TYPE_NAMES: Record<(typeof HISTORY_TYPES)[number], string> = {
	information: 'Information',
	warning: 'Warning',
	violation: 'Violation',
	stageChange: 'Stage Change',
	call: 'Call',
	meeting: 'Meeting',
	email: 'Email',
	accessRefused: 'Access Refused',
};
