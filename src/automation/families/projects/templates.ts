import { isBlank } from '../../../model/coercion';
import { CrmError, notFound } from '../../../model/CrmError';
import type { ProjectTemplate, TemplateParameter } from '../../../model/projectTemplate';
import { checkTemplate } from '../../../model/templateRules';
import { Directory } from '../../words/directory/directory';
import type { Operation } from '../../engine/effects/Operation';
import { presentTemplate, type TemplateOutput } from '../../words/output/present';
import type { Scope } from '../../engine/Scope';
import type { SaveTemplateInput } from './inputs';
import { containsText, sameName } from '../../../model/normalForm';

/** `reason` says why there is no new version; null when there is. */
export type SavedTemplateOutput = TemplateOutput & { reason: string | null };

/** A name that exists gets the next version, unless nothing changed. Throws forbidden, invalidValue, notFound. */
export const saveTemplates: Operation<SaveTemplateInput, SavedTemplateOutput> = {
	name: 'projectTemplate.save',
	writes: 'ledger',
	right: { setUp: 'project templates' },
	target: ({ template }) => templateName(template),
	preview: (template) => ({ ...template, id: template.version === 1 ? null : template.id }),
	async perform(scope, inputs) {
		const directory = new Directory(scope);
		const at = scope.clock.now().toISOString();
		const newest = new Map((await scope.ledger.templates.list()).map(({ id, version }) => [id, version]));
		const saved: SavedTemplateOutput[] = [];
		for (const { template } of inputs) {
			const draft = checkTemplate(parsed(template));
			for (const { kind, target } of draft.parameters) if (kind === 'record' && target !== undefined) await directory.describe(target);
			for (const part of [...draft.stages, ...draft.tasks]) await checkAssignee(directory, part.responsible);
			const { id, version, ...more } = await scope.ledger.templates.save(draft, at);
			const reason = newest.get(id) === version ? `Nothing differs from version ${version}, which was saved before.` : null;
			newest.set(id, version);
			saved.push({ ...presentTemplate({ id, version, ...more }), reason });
		}
		return saved;
	},
};

/** The newest versions by name; `search` is a part of the name or the type. */
export async function listTemplates(
	scope: Scope,
	filter: { search?: string; type?: string; limit?: number } = {},
): Promise<TemplateOutput[]> {
	return (await matchingTemplates(scope, filter)).slice(0, filter.limit).map(presentTemplate);
}

export async function matchingTemplates(scope: Scope, { search, type }: { search?: string; type?: string }): Promise<ProjectTemplate[]> {
	return (await scope.ledger.templates.list()).filter(
		(template) => (isBlank(type) || template.type === type) && containsText(`${template.name}\n${template.type ?? ''}`, search),
	);
}

/** The newest version of the template of that id or name. Throws notFound. */
export async function findTemplate(scope: Scope, reference: string): Promise<ProjectTemplate> {
	return templateOf(await scope.ledger.templates.list(), reference);
}

/** The same among templates already read. */
export function templateOf(templates: readonly ProjectTemplate[], reference: string): ProjectTemplate {
	const found = templateNamed(templates, reference);
	if (found === undefined)
		throw notFound(
			'project template',
			reference,
			templates.map(({ name }) => name),
		);
	return found;
}

/** The one of that id or name; undefined where there is none. */
export function templateNamed(templates: readonly ProjectTemplate[], reference: string): ProjectTemplate | undefined {
	return (
		templates.find(({ id }) => id === reference) ??
		templates.find(({ name }) => name === reference) ??
		templates.find(({ name }) => sameName(name, reference))
	);
}

/** What to fill in when a project is started from the template of that id or name. Throws notFound. */
export async function templateParameters(scope: Scope, reference: string): Promise<TemplateParameter[]> {
	return (await findTemplate(scope, reference)).parameters;
}

/** A person, role or group that does not exist is told now, not when the first project starts. */
async function checkAssignee(directory: Directory, assignee: ProjectTemplate['stages'][number]['responsible']): Promise<void> {
	if (assignee?.kind === 'user') (await directory.people()).resolve(assignee.user, 'Responsible');
	if (assignee?.kind === 'role') await directory.role(assignee.role);
	if (assignee?.kind === 'group') await directory.group(assignee.group);
}

function parsed(template: unknown): unknown {
	if (typeof template !== 'string') return template;
	try {
		return JSON.parse(template);
	} catch (cause) {
		throw new CrmError(
			'invalidValue',
			`The project template is not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}.`,
			'Give the template as JSON.',
			{ cause },
		);
	}
}

/** The name that a template which is yet to be checked has, if any. */
function templateName(template: unknown): string | null {
	try {
		const value = parsed(template);
		return value !== null && typeof value === 'object' && 'name' in value && typeof value.name === 'string' ? value.name : null;
	} catch {
		return null;
	}
}
