import type { ILoadOptionsFunctions } from 'n8n-workflow';
import type { ListPage, ListRequest } from '../../src/automation/words/forms/listPage';
import type { Scope } from '../../src/automation/engine/Scope';
import { currentText, formType } from './formContext';

type Lists = typeof import('../../src/automation/words/forms/lists');

/** Stages of the type that the form is about, and of the chosen pipeline; none while the type is not known. */
export async function stagesFor(lists: Lists, scope: Scope, request: ListRequest, form: ILoadOptionsFunctions): Promise<ListPage> {
	const type = formType(form);
	return type === '' ? { options: [] } : await lists.listStages(scope, type, request, currentText(form, 'pipeline') || undefined);
}

/** The same for a record that is moved: before them the stages after and before the one it is at. */
export async function targetStagesFor(lists: Lists, scope: Scope, request: ListRequest, form: ILoadOptionsFunctions): Promise<ListPage> {
	const stages = await stagesFor(lists, scope, request, form);
	return request.page === undefined ? { ...stages, options: [...lists.listSteps(request), ...stages.options] } : stages;
}
