import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { Scope } from '../../src/automation/Scope';
import type { ListPage, ListRequest } from '../../src/automation/lists';
import { currentText, withScope } from './formContext';
import { stagesFor } from './stagesFor';

type Lists = typeof import('../../src/automation/lists');
type Load = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

/** A drop-down list has no search on the server: it shows that many at most. */
const LONGEST_LIST = 1000;

export const getRecordTypes = load(async (lists, scope, request) => await lists.listRecordTypes(scope, request));

export const getStages = load(stagesFor);

export const getFields = load(async (lists, scope, request, form) => await lists.listFields(scope, formType(form), request));

/** Fields whose values have an order, so that one can rise above another. */
export const getOrderedFields = load(async (lists, scope, request, form) => {
	const type = formType(form);
	const { fields } = await scope.crm.describe(type);
	const ordered = new Set(fields.filter(({ kind }) => ['number', 'money', 'date', 'dateTime'].includes(kind)).map(({ name }) => name));
	const page = await lists.listFields(scope, type, request);
	return { ...page, entries: page.entries.filter(({ value }) => ordered.has(value)) };
});

export const getUsers = load(async (lists, scope, request) => await lists.listUsers(scope, request));

export const getHistoryTypes = load(async (lists, scope, request) => await lists.listHistoryTypes(scope, request));

export const getSections = load(async (lists, scope, request) => await lists.listSections(scope, request));

export const getRoles = load(async (lists, scope, request) => await lists.listRoles(scope, request));

export const getGroups = load(async (lists, scope, request) => await lists.listGroups(scope, request));

/** CRM Trigger has no type to choose where it watches tasks. */
function formType(form: ILoadOptionsFunctions): string {
	return currentText(form, 'event') === 'taskStatusChanged' ? 'task' : currentText(form, 'recordType');
}

function load(find: (lists: Lists, scope: Scope, request: ListRequest, form: ILoadOptionsFunctions) => Promise<ListPage>): Load {
	return async function (this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		return await withScope(this, async (scope) => {
			const lists = await import('../../src/automation/lists');
			const options: INodePropertyOptions[] = [];
			let page: string | undefined;
			do {
				const found = await find(lists, scope, { page }, this);
				options.push(...found.entries);
				page = found.nextPage;
			} while (page !== undefined && options.length < LONGEST_LIST);
			return options;
		});
	};
}
