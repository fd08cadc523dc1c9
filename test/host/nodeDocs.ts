import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { Crm } from '../../nodes/Crm/Crm.node';
import { CrmTrigger } from '../../nodes/CrmTrigger/CrmTrigger.node';
import { titleCase } from '../../nodes/shared/titleCase';

interface Choice {
	name: string;
	value: unknown;
	action?: string;
	description?: string;
}

const kinds: Record<string, string> = {
	assignmentCollection: 'names and values',
	boolean: 'switch',
	collection: 'optional fields',
	dateTime: 'date and time',
	fixedCollection: 'entries',
	json: 'JSON',
	multiOptions: 'list, several',
	notice: 'note',
	number: 'number',
	options: 'list',
	resourceLocator: 'list or id',
	resourceMapper: 'form',
	string: 'text',
};

/** The pages of `docs/nodes`, by path below that folder, made from the descriptions of the nodes and the hand-written parts in `intro`. */
export function nodeDocs(folder: string): Map<string, string> {
	const crm = new Crm().description;
	const resources = choices(crm.properties.find(({ name }) => name === 'resource')!);
	const pages = new Map([
		['crm.md', overview(crm, resources, folder)],
		['crm-trigger.md', triggerPage(new CrmTrigger().description, folder)],
	]);
	for (const resource of resources) pages.set(`crm/${resource.value}.md`, resourcePage(crm, resource, folder));
	return pages;
}

/** The operations of the CRM node, by resource, as its form offers them. */
export function operationsOf(resource: unknown, { properties }: INodeTypeDescription = new Crm().description): Choice[] {
	return properties.filter((property) => property.name === 'operation' && shownFor(property, 'resource', resource)).flatMap(choices);
}

/** The resources of the CRM node. */
export function resourceNames(): string[] {
	return choices(new Crm().description.properties.find(({ name }) => name === 'resource')!).map(({ value }) => String(value));
}

function overview(node: INodeTypeDescription, resources: Choice[], folder: string): string {
	const lines = resources.map((resource) => {
		const names = operationsOf(resource.value, node).map(({ name }) => name);
		return `| [${resource.name}](crm/${resource.value}.md) | ${names.join(', ')} |`;
	});
	const connection = node.properties.filter(({ name, displayOptions }) => name !== 'resource' && displayOptions?.show?.resource === undefined);
	return page(node.displayName, [sentence(node.description), handWritten(folder, 'crm'), ['| Resource | Operations |', '|---|---|', ...lines].join('\n'), '## Connection', table(connection)]);
}

function triggerPage(node: INodeTypeDescription, folder: string): string {
	return page(node.displayName, [sentence(node.description), handWritten(folder, 'crm-trigger'), '## Fields', table(node.properties)]);
}

function resourcePage(node: INodeTypeDescription, resource: Choice, folder: string): string {
	const parts = operationsOf(resource.value, node).flatMap((operation) => {
		const fields = node.properties.filter(
			(property) => !['resource', 'operation'].includes(property.name) && shownFor(property, 'resource', resource.value) && shownFor(property, 'operation', operation.value),
		);
		const dryRun = fields.some(({ name }) => name === 'dryRun') ? 'Has **Dry Run**.' : 'Has no Dry Run.';
		return [`## ${operation.name}`, `*${operation.action ?? operation.name}.* ${sentence(operation.description)} ${dryRun}`.replace(/ {2,}/g, ' '), table(fields)];
	});
	return page(`CRM: ${resource.name}`, [sentence(resource.description), handWritten(folder, String(resource.value)), ...parts]);
}

function page(title: string, parts: string[]): string {
	return `${['<!-- Made by `npm run docs`: change the code or docs/nodes/intro instead. -->', `# ${title}`, ...parts].filter((part) => part !== '').join('\n\n')}\n`;
}

function handWritten(folder: string, name: string): string {
	const path = join(folder, 'intro', `${name}.md`);
	if (!existsSync(path)) throw new Error(`docs/nodes/intro/${name}.md is missing: write what it is for, and an example.`);
	return readFileSync(path, 'utf8').trim();
}

function table(fields: INodeProperties[]): string {
	if (fields.length === 0) return 'No fields.';
	return ['| Field | Kind | Required | Default | What it is | Shown when |', '|---|---|---|---|---|---|', ...rows(fields, fields, '')].join('\n');
}

function rows(fields: INodeProperties[], all: INodeProperties[], above: string): string[] {
	return fields.flatMap((field) => {
		const label = `${above}${field.displayName}`;
		const known = [...all, ...fields];
		const cells = [label, kinds[field.type] ?? field.type, field.required === true ? 'yes' : '', defaultOf(field), field.description ?? '', shownWhen(field, known)];
		const own = `| ${cells.map(cell).join(' | ')} |`;
		return [own, ...within(field).flatMap(({ name, values }) => rows(values, known, `${label} › ${name}`))];
	});
}

/** The fields inside a collection, or inside the entries of one. */
function within(field: INodeProperties): { name: string; values: INodeProperties[] }[] {
	if (field.type === 'collection') return [{ name: '', values: field.options as INodeProperties[] }];
	if (field.type !== 'fixedCollection') return [];
	const groups = field.options as { displayName: string; values: INodeProperties[] }[];
	return groups.map(({ displayName, values }) => ({ name: groups.length > 1 ? `${displayName} › ` : '', values }));
}

function defaultOf(field: INodeProperties): string {
	const value = field.default;
	if (field.type === 'boolean') return value === true ? 'on' : 'off';
	if (Array.isArray(value)) return value.map((one) => nameOf(field, one)).join(', ');
	return typeof value === 'object' || value === undefined ? '' : nameOf(field, value);
}

function shownWhen(field: INodeProperties, all: INodeProperties[]): string {
	const say = (conditions: Record<string, unknown[] | undefined> | undefined, is: string) =>
		Object.entries(conditions ?? {})
			.filter(([name]) => !['resource', 'operation'].includes(name))
			.map(([name, values]) => {
				const path = name.replace(/^\//, '');
				const other = all.find((one) => one.name === path.split('.')[0]);
				if (asksForEntries(values)) return `there are entries under ${other?.displayName ?? path}`;
				return `${other?.displayName ?? path} ${is} ${(values ?? []).filter((value) => value !== '').map((value) => nameOf(other, value)).join(' or ')}`;
			});
	return [...say(field.displayOptions?.show, 'is'), ...say(field.displayOptions?.hide, 'is not')].join(', and ');
}

/** n8n's way to say "when the collection is not empty". */
function asksForEntries(values: unknown[] = []): boolean {
	return values.some((value) => value !== null && typeof value === 'object' && JSON.stringify(value) === '{"_cnd":{"exists":true}}');
}

function nameOf(field: INodeProperties | undefined, value: unknown): string {
	if (typeof value === 'boolean') return value ? 'on' : 'off';
	if (value !== null && typeof value === 'object') return JSON.stringify(value);
	const choice = field !== undefined && ['options', 'multiOptions'].includes(field.type) ? choices(field).find((one) => one.value === value) : undefined;
	// What a list loads when the form is open is named by its value here.
	return choice?.name ?? (field?.typeOptions?.loadOptionsMethod === undefined ? String(value) : titleCase(String(value)));
}

function choices(field: INodeProperties): Choice[] {
	return (field.options ?? []) as Choice[];
}

function shownFor(property: INodeProperties, name: 'resource' | 'operation', value: unknown): boolean {
	return (property.displayOptions?.show?.[name] as unknown[] | undefined)?.includes(value) ?? false;
}

function sentence(text = ''): string {
	return text === '' ? '' : `${markdown(text).replace(/\.$/, '')}.`;
}

function cell(text: string): string {
	return markdown(text).replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');
}

/** The HTML of n8n's descriptions as Markdown. */
function markdown(text: string): string {
	return text
		.replace(/<a\s[^>]*href="([^"]*)"[^>]*>(.*?)<\/a>/g, '[$2]($1)')
		.replace(/<\/?code>/g, '`')
		.replace(/<\/?(b|strong)>/g, '**')
		.replace(/<br\s*\/?>/g, ' ');
}
