import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import type { OperationModule } from '../../nodes/Crm/actions/operation';
import { takesMergeFields } from '../../nodes/Crm/fields/mergeText';
import { CrmTrigger } from '../../nodes/CrmTrigger/CrmTrigger.node';
import type { OutputSchema } from '../workflow/support/outputSchema';
import { actionNodes, everyOperation, type ActionNode } from './actionNodes';
import { choiceLines, choices, nameOf, within, type Choice } from './docs/choices';
import { exampleTable } from './docs/exampleTable';
import { cell, lines, row, sentence } from './docs/markdown';
import { returnsTable } from './docs/returnsTable';

const kinds: Record<string, string> = {
	assignmentCollection: 'names and values',
	boolean: 'switch',
	collection: 'optional fields',
	dateTime: 'date and time',
	fixedCollection: 'rows',
	json: 'JSON',
	multiOptions: 'list, several',
	notice: 'note',
	number: 'number',
	options: 'list',
	resourceLocator: 'list or id',
	resourceMapper: 'form',
	string: 'text',
};

/**
 * The pages of `docs/nodes`, by path below that folder, made from the descriptions of the nodes, the examples of the
 * operations, the schemas of their outputs, and the hand-written parts in `intro`.
 */
export function nodeDocs(folder: string): Map<string, string> {
	const pages = new Map([['crm-trigger.md', triggerPage(new CrmTrigger().description, folder)]]);
	for (const node of actionNodes) {
		pages.set(`${pageFolder(node.description)}.md`, overview(node, folder));
		for (const resource of resourcesOf(node))
			pages.set(`${pageFolder(node.description)}/${resource.value}.md`, resourcePage(node, resource, folder));
	}
	return pages;
}

/** Of the pages of a node's resources, below `docs/nodes`: `crm-setup`. */
export function pageFolder({ displayName }: INodeTypeDescription): string {
	return displayName.toLowerCase().replaceAll(' ', '-');
}

function resourcesOf({ description }: ActionNode): Choice[] {
	return choices(description.properties.find(({ name }) => name === 'resource')!);
}

function operationsOf(resource: unknown): OperationModule[] {
	return everyOperation.filter((operation) => operation.resource === resource).map(({ module }) => module);
}

function overview(node: ActionNode, folder: string): string {
	const { description } = node;
	const own = pageFolder(description);
	const table = resourcesOf(node).map((resource) => {
		const names = operationsOf(resource.value).map(({ option }) => option.name);
		return row([`[${resource.name}](${own}/${resource.value}.md)`, names.join(', ')]);
	});
	const connection = description.properties.filter(
		({ name, type, displayOptions }) => name !== 'resource' && type !== 'hidden' && displayOptions?.show?.resource === undefined,
	);
	return page(description.displayName, [
		sentence(description.description),
		handWritten(folder, own),
		['| Resource | Operations |', '|---|---|', ...table].join('\n'),
		'## Connection',
		fieldTable(connection),
	]);
}

function triggerPage(node: INodeTypeDescription, folder: string): string {
	return page(node.displayName, [
		sentence(node.description),
		handWritten(folder, 'crm-trigger'),
		'## Fields',
		fieldTable(node.properties),
		'## Returns',
		returnsTable(schema(folder, 'CrmTrigger/__schema__/v1.0.0.json')),
	]);
}

function resourcePage({ description: node, folder: nodeFolder }: ActionNode, resource: Choice, folder: string): string {
	const name = String(resource.value);
	const parts = operationsOf(name).flatMap(({ option: operation, example }) => {
		const fields = node.properties.filter(
			(property) =>
				!['resource', 'operation'].includes(property.name) &&
				shownFor(property, 'resource', name) &&
				shownFor(property, 'operation', operation.value),
		);
		const dryRun = fields.some((field) => field.name === 'dryRun') ? 'Has **Dry Run**.' : 'Has no Dry Run.';
		return [
			`## ${operation.name}`,
			`*${operation.action ?? operation.name}.* ${sentence(operation.description)} ${dryRun}`.replace(/ {2,}/g, ' '),
			fieldTable(fields),
			exampleTable(example, fields),
			'**Returns**, in the example:',
			returnsTable(schema(folder, `${nodeFolder}/__schema__/v1.0.0/${name}/${String(operation.value)}.json`)),
		];
	});
	return page(`${node.displayName}: ${resource.name}`, [sentence(resource.description), handWritten(folder, name), ...parts]);
}

function page(title: string, parts: string[]): string {
	return `${['<!-- Made by `npm run docs`: change the code or docs/nodes/intro instead. -->', `# ${title}`, ...parts].filter((part) => part !== '').join('\n\n')}\n`;
}

function handWritten(folder: string, name: string): string {
	const path = join(folder, 'intro', `${name}.md`);
	if (!existsSync(path))
		throw new Error(`docs/nodes/intro/${name}.md is missing: write what it is for, the most common use, and what to watch for.`);
	return readFileSync(path, 'utf8').trim();
}

/** `folder` is that of the pages. */
function schema(folder: string, path: string): OutputSchema {
	return JSON.parse(readFileSync(join(folder, '../../nodes', path), 'utf8')) as OutputSchema;
}

function fieldTable(fields: INodeProperties[]): string {
	if (fields.length === 0) return 'No fields.';
	return ['| Field | Kind | Required | Default | What it is | Shown when |', '|---|---|---|---|---|---|', ...rows(fields, fields, '')].join(
		'\n',
	);
}

function rows(fields: INodeProperties[], all: INodeProperties[], above: string): string[] {
	return fields.flatMap((field) => {
		const label = `${above}${field.displayName}`;
		const known = [...all, ...fields];
		const what = lines([cell(field.description ?? ''), ...choiceLines(field)]);
		const own = row([
			cell(label),
			kindOf(field),
			field.required === true ? '**yes**' : '',
			cell(defaultOf(field)),
			what,
			cell(shownWhen(field, known)),
		]);
		return [own, ...within(field).flatMap(({ name, values }) => rows(values, known, `${label} › ${name}`))];
	});
}

function kindOf(field: INodeProperties): string {
	const kind = kinds[field.type] ?? field.type;
	return takesMergeFields(field) ? `${kind} with [merge fields](../../merge-fields.md)` : kind;
}

function defaultOf(field: INodeProperties): string {
	const value = field.default;
	if (field.type === 'boolean') return value === true ? 'on' : 'off';
	if (field.type === 'resourceLocator') return (value as { cachedResultName?: string }).cachedResultName ?? '';
	if (Array.isArray(value)) return value.map((one) => nameOf(field, one)).join(', ');
	return typeof value === 'object' || value === undefined ? '' : nameOf(field, value);
}

function shownWhen(field: INodeProperties, all: INodeProperties[]): string {
	const say = (conditions: Record<string, unknown[] | undefined> | undefined, is: string) =>
		Object.entries(conditions ?? {})
			.filter(([name]) => !['resource', 'operation'].includes(name))
			.map(([name, values]) => {
				if (name === 'startingType') return 'no CRM Trigger in front tells the type';
				const path = name.replace(/^\//, '');
				const other = all.find((one) => one.name === path);
				return `${other?.displayName ?? path} ${is} ${(values ?? [])
					.filter((value) => value !== '')
					.map((value) => nameOf(other, value))
					.join(' or ')}`;
			});
	return [...say(field.displayOptions?.show, 'is'), ...say(field.displayOptions?.hide, 'is not')].join(', and ');
}

function shownFor(property: INodeProperties, name: 'resource' | 'operation', value: unknown): boolean {
	return (property.displayOptions?.show?.[name] as unknown[] | undefined)?.includes(value) ?? false;
}
