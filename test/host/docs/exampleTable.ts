import type { INodeParameterResourceLocator, INodeProperties } from 'n8n-workflow';
import type { Example } from '../../../nodes/Crm/actions/example';
import { nameOf, within } from './choices';
import { cell, row } from './markdown';

/** What an example fills in, by the labels of the form. */
export function exampleTable({ goal, form, file }: Example, fields: readonly INodeProperties[]): string {
	const filled = filledIn(form as Values, fields, '');
	const head = `**Example.** ${goal}`;
	if (filled.length === 0) return `${head} Nothing has to be filled in.`;
	const table = ['| Field | Value |', '|---|---|', ...filled.map(([label, value]) => row([cell(label), cell(value)]))];
	const shownFile = file === undefined ? [] : ['', `The item has the file \`${file.name}\`:`, '', '```text', file.content.trimEnd(), '```'];
	return [head, '', ...table, ...shownFile].join('\n');
}

type Values = Record<string, unknown>;

function filledIn(values: Values, fields: readonly INodeProperties[], above: string): Array<[label: string, value: string]> {
	return Object.entries(values).flatMap(([name, value]) => {
		const field = fields.find((one) => one.name === name);
		if (field === undefined) throw new Error(`The example fills in "${above}${name}", which is no field of the form.`);
		return shown(field, value, `${above}${field.displayName}`);
	});
}

function shown(field: INodeProperties, value: unknown, label: string): Array<[label: string, value: string]> {
	if (field.type === 'resourceMapper')
		return Object.entries((value as { value: Values }).value).map(([name, part]) => [`${label} › ${name}`, String(part)]);
	if (field.type === 'resourceLocator') return [[label, ofLocator(value as INodeParameterResourceLocator)]];
	if (Array.isArray(value)) return [[label, value.map((part) => nameOf(field, part)).join(', ')]];
	const [inside] = within(field);
	if (inside === undefined) return [[label, nameOf(field, value)]];
	if (inside.key === undefined) return filledIn(value as Values, inside.values, `${label} › `);
	const entries = (value as Record<string, Values[]>)[inside.key] ?? [];
	return entries.flatMap((entry, index) => filledIn(entry, inside.values, entries.length > 1 ? `${label} ${index + 1} › ` : `${label} › `));
}

function ofLocator({ value, cachedResultName }: INodeParameterResourceLocator): string {
	return cachedResultName ?? String(value);
}
