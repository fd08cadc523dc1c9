import type { ILoadOptionsFunctions } from 'n8n-workflow';
import type { ListPage, ListRequest } from '../../src/automation/lists';
import type { Scope } from '../../src/automation/Scope';
import { currentText } from './formContext';

/** Stages of the chosen type and pipeline; where the form does not know the type of the record, of all types. */
export async function stagesFor(lists: typeof import('../../src/automation/lists'), scope: Scope, request: ListRequest, form: ILoadOptionsFunctions): Promise<ListPage> {
	const pipeline = currentText(form, 'pipeline') || undefined;
	const type = currentText(form, 'recordType');
	if (type !== '' && currentText(form, 'recordSource') !== 'trigger') return await lists.listStages(scope, type, request, pipeline);
	const types = await lists.listRecordTypes(scope, {});
	const pages = await Promise.all(types.entries.map(async ({ value }) => await lists.listStages(scope, value, { search: request.search }, pipeline)));
	return { entries: pages.flatMap((page) => page.entries) };
}
