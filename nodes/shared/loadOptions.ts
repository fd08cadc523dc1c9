import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { Scope } from '../../src/automation/engine/Scope';
import type { ListPage, ListRequest } from '../../src/automation/words/forms/listPage';
import { OTHER_TYPES } from '../../src/model/permissions';
import type { FieldKind } from '../../src/model/recordType';
import { operatorOptions } from './conditionOperators';
import { LEFT_OUT } from './leftOut';
import { currentText, formType, listedTexts, withScope } from './formContext';
import { stagesFor } from './stagesFor';
import type { WrittenParts } from './writtenTemplate';

type Lists = typeof import('../../src/automation/words/forms/lists');
type Load = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

/** The lists of a family come when they are asked for. */
const processLists = async () => await import('../../src/automation/families/processes/processLists');

/** A drop-down list has no search on the server: it shows that many at most. */
const LONGEST_LIST = 1000;

export const getRecordTypes = load(async (lists, scope, request) => await lists.listRecordTypes(scope, request));

/** What a permission of a role can be about: any type, or all the others. */
export const getPermissionTypes = load(async (lists, scope, request) => {
	const page = await lists.listRecordTypes(scope, request, 'all');
	return {
		...page,
		options: [{ name: 'All Other Record Types', value: OTHER_TYPES, description: 'Those that stand in no other row' }, ...page.options],
	};
});

/** Tasks, users and projects too. */
export const getAllRecordTypes = load(async (lists, scope, request) => await lists.listRecordTypes(scope, request, 'all'));

export const getTimeZones = load(async (_, __, request) =>
	(await import('../../src/automation/families/calendars/calendarLists')).listTimeZones(request),
);

export const getDepartments = load(
	async (_, scope, request) => await (await processLists()).listProcessWords(scope, 'department', request),
);

export const getProcessCategories = load(
	async (_, scope, request) => await (await processLists()).listProcessWords(scope, 'category', request),
);

export const getStages = load(stagesFor);

export const getFields = load(async (lists, scope, request, form) => {
	const type = formType(form);
	return type === '' ? { options: [] } : await lists.listFields(scope, type, request);
});

/** What a gate of a stage can ask for. */
export const getGateFields = load(async (lists, scope, request, form) => {
	const type = formType(form);
	return type === '' ? { options: [] } : await lists.listFields(scope, type, request, 'askable');
});

/** Fields whose values have an order, so that one can rise above another. */
export const getOrderedFields = load(
	async (lists, scope, request, form) => await fieldsOf(['number', 'money', 'date', 'dateTime'], lists, scope, request, form),
);

export const getDateFields = load(async (lists, scope, request, form) => await fieldsOf(['date', 'dateTime'], lists, scope, request, form));

export const getNumberFields = load(
	async (lists, scope, request, form) => await fieldsOf(['number', 'money'], lists, scope, request, form),
);

/** Where a column of a file can go. */
export const getColumnFields = load(async (lists, scope, request, form) => {
	const page = await lists.listFields(scope, formType(form), request, 'settable');
	return { ...page, options: [{ name: 'Leave Out', value: LEFT_OUT, description: 'The column goes nowhere' }, ...page.options] };
});

/** Of these kinds. */
async function fieldsOf(
	kinds: readonly FieldKind[],
	lists: Lists,
	scope: Scope,
	request: ListRequest,
	form: ILoadOptionsFunctions,
): Promise<ListPage> {
	const type = formType(form);
	if (type === '') return { options: [] };
	const { fields } = await scope.crm.describe(type);
	const wanted = new Set(fields.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name));
	const page = await lists.listFields(scope, type, request);
	return { ...page, options: page.options.filter(({ value }) => wanted.has(value)) };
}

export const getUsers = load(async (lists, scope, request, form) => await lists.listUsers(scope, request, listedTexts(form)));

export const getHistoryTypes = load(async (lists, scope, request) => await lists.listHistoryTypes(scope, request));

export const getRoles = load(async (lists, scope, request) => await lists.listRoles(scope, request));

export const getGroups = load(async (lists, scope, request) => await lists.listGroups(scope, request));

/** Fields to ask for in a condition. A change has no time of creation in it: a trigger cannot ask for that. */
export const getConditionFields = load(async (_, scope, request, form) => {
	const { listConditionFields } = await import('../../src/automation/words/conditions/conditionLists');
	const type = formType(form);
	if (type === '') return { options: [] };
	return await listConditionFields(scope, type, request, { stamps: currentText(form, 'event') === '' });
});

/** Parts of a project template that were written into the form, by what they are called. */
export const getWrittenParameters = written((parts) => parts.parameters);
export const getWrittenTasks = written((parts) => parts.tasks);
export const getWrittenStages = written((parts) => parts.stages, { name: 'As It Is, or the First One', value: '' });

/** What the field of a condition can be asked for. */
export async function getConditionOperators(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await withScope(this, async (scope) => {
		const { conditionField } = await import('../../src/automation/words/conditions/conditionLists');
		const type = formType(this);
		const field = type === '' ? undefined : await conditionField(scope, type, currentText(this, '&field'));
		return operatorOptions(field, currentText(this, '&operator'));
	});
}

/** The values that the field of a condition can have. */
export const getConditionValues = load(async (_, scope, request, form) => {
	const { listConditionValues } = await import('../../src/automation/words/conditions/conditionLists');
	const type = formType(form);
	if (type === '') return { options: [] };
	return await listConditionValues(scope, type, currentText(form, '&field'), request, listedTexts(form));
});

/** `first`: a choice before them. */
function written(which: (parts: WrittenParts) => string[], ...first: INodePropertyOptions[]): Load {
	return async function (this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		const { writtenParts } = await import('./writtenTemplate');
		return [...first, ...which(writtenParts(this)).map((name) => ({ name, value: name }))];
	};
}

function load(find: (lists: Lists, scope: Scope, request: ListRequest, form: ILoadOptionsFunctions) => Promise<ListPage>): Load {
	return async function (this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		return await withScope(this, async (scope) => {
			const lists = await import('../../src/automation/words/forms/lists');
			return (await find(lists, scope, { size: LONGEST_LIST }, this)).options;
		});
	};
}
