import type { ILoadOptionsFunctions } from 'n8n-workflow';
import type { ListPage, ListRequest } from '../../src/automation/words/forms/listPage';
import type { Scope } from '../../src/automation/engine/Scope';
import { currentText } from './formContext';

/** The stages of all types come on one page. */
const MOST = 1000;

/** Stages of the chosen type and pipeline; where the form does not know the type of the record, of all types, by type. */
export async function stagesFor(
	lists: typeof import('../../src/automation/words/forms/lists'),
	scope: Scope,
	request: ListRequest,
	form: ILoadOptionsFunctions,
): Promise<ListPage> {
	const pipeline = currentText(form, 'pipeline') || undefined;
	const type = currentText(form, 'recordType');
	if (type !== '' && currentText(form, 'recordSource') !== 'trigger') return await lists.listStages(scope, type, request, pipeline);
	const types = await lists.listRecordTypes(scope, { size: MOST });
	const ofTypes = await Promise.all(
		types.options.map(async (recordType) => {
			const { options } = await lists.listStages(scope, recordType.value, { search: request.search, size: MOST }, pipeline);
			return options.map((option) => ({ ...option, name: `${recordType.name}: ${option.name}` }));
		}),
	);
	return { options: ofTypes.flat() };
}
