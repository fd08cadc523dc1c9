import type { Scope } from '../../engine/Scope';
import { pageOf, recordPage, type ListPage, type ListRequest } from '../../words/forms/listPage';
import { matchingTemplates } from './templates';

/** By name, which no two have, and which is the same in another CRM. One that is called as another is numbered is named by its number. */
export async function listProjectTemplates(scope: Scope, { search, ...request }: ListRequest): Promise<ListPage> {
	const ids = new Set((await matchingTemplates(scope, {})).map(({ id }) => id));
	const templates = await matchingTemplates(scope, { search });
	return pageOf(
		templates.map(({ id, name, type, version }) => ({
			name,
			value: ids.has(name) ? id : name,
			description: `${type ? `${type}, ` : ''}version ${version}`,
		})),
		request,
	);
}

/** The newest first; the status where it is over. */
export async function listProjects(scope: Scope, request: ListRequest): Promise<ListPage> {
	return await recordPage(scope, 'project', [], request, (projects) =>
		projects.map(({ id, values }) => ({
			name: String(values['name']),
			value: id,
			description: values['status'] === 'running' ? undefined : String(values['status']),
		})),
	);
}
