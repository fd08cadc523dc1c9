import type { INodeProperties } from 'n8n-workflow';
import { titleCase } from '../../../nodes/shared/titleCase';
import { cell } from './markdown';

export interface Choice {
	name: string;
	value: unknown;
	action?: string;
	description?: string;
}

export function choices(field: INodeProperties): Choice[] {
	return (field.options ?? []) as Choice[];
}

/** What may be chosen, a line each, with what it means; nothing for lists that the CRM fills. */
export function choiceLines(field: INodeProperties): string[] {
	if (!['options', 'multiOptions'].includes(field.type)) return [];
	return choices(field).map(({ name, description }) =>
		description === undefined ? `• **${cell(name)}**` : `• **${cell(name)}**: ${cell(description)}`,
	);
}

/** A value as the form shows it. */
export function nameOf(field: INodeProperties | undefined, value: unknown): string {
	if (typeof value === 'boolean') return value ? 'on' : 'off';
	if (value !== null && typeof value === 'object') return JSON.stringify(value);
	const choice =
		field !== undefined && ['options', 'multiOptions'].includes(field.type) ? choices(field).find((one) => one.value === value) : undefined;
	// What a list loads when the form is open is named by its value here.
	return choice?.name ?? (field?.typeOptions?.loadOptionsMethod === undefined ? String(value) : titleCase(String(value)));
}

/** The fields inside a collection, or inside the entries of one. */
export function within(field: INodeProperties): { name: string; key: string | undefined; values: INodeProperties[] }[] {
	if (field.type === 'collection') return [{ name: '', key: undefined, values: field.options as INodeProperties[] }];
	if (field.type !== 'fixedCollection') return [];
	const groups = field.options as { name: string; displayName: string; values: INodeProperties[] }[];
	return groups.map(({ name, displayName, values }) => ({ name: groups.length > 1 ? `${displayName} › ` : '', key: name, values }));
}
