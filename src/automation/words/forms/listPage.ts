import type { Condition } from '../../../model/query';
import type { CrmRecord } from '../../../model/record';
import type { Scope } from '../../engine/Scope';
import { containsText, sameName, textForm } from '../../../model/normalForm';

/** What a list on the canvas asks for. */
export interface ListRequest {
	/** Part of the name, upper and lower case alike. */
	search?: string;
	/** `nextPage` of the page before. */
	page?: string;
	/** Most options of a page; default 50. */
	size?: number;
}

export interface ListOption {
	name: string;
	value: string;
	description?: string;
}

export interface ListPage {
	options: ListOption[];
	/** Absent on the last page. */
	nextPage?: string;
}

export const PAGE_SIZE = 50;

/**
 * Records, the newest first; `optionsOf` gives an option for each of a page, in its order. A page begins below the last id of the
 * one before: what is made meanwhile moves nothing.
 */
export async function recordPage(
	scope: Scope,
	type: string,
	conditions: Condition[],
	{ search, page, size = PAGE_SIZE }: ListRequest,
	optionsOf: (records: CrmRecord[]) => ListOption[] | Promise<ListOption[]>,
): Promise<ListPage> {
	if (offsetOf(page) > 0) conditions.push({ field: 'id', operator: 'lessThan', value: page });
	const records: CrmRecord[] = [];
	for await (const record of scope.crm.find(type, { search: search?.trim() || undefined, conditions, limit: size + 1 }))
		records.push(record);
	const options = await optionsOf(records);
	return options.length > size ? { options: options.slice(0, size), nextPage: options[size - 1]!.value } : { options };
}

/** How a "From list" shows an option: n8n shows nothing of it but the name, so what tells records apart stands behind their title. */
export function entryOf({ name, description }: ListOption): string {
	return description === undefined ? name : `${name}${BESIDE}${description}`;
}

/** Whether a form that shows this was set to something of that name: what stood beside the name may have changed since. */
export function isEntryOf(shown: string, name: string): boolean {
	return sameName(shown, name) || textForm(shown).startsWith(textForm(`${name}${BESIDE}`));
}

const BESIDE = ' · ';

export function named(name: string): ListOption {
	return { name, value: name };
}

/** Of a list that is all here. */
export function pageOf(all: readonly ListOption[], { search = '', page, size = PAGE_SIZE }: ListRequest): ListPage {
	const found =
		search === '' ? all : all.filter(({ name, value, description = '' }) => containsText(`${name}\n${value}\n${description}`, search));
	const offset = offsetOf(page);
	const end = offset + size;
	return { options: found.slice(offset, end), ...(found.length > end ? { nextPage: String(end) } : {}) };
}

/** What a form keeps of a page is a text, and may be of another list. */
export function offsetOf(page: string | undefined): number {
	const offset = Number(page ?? 0);
	return Number.isSafeInteger(offset) && offset > 0 ? offset : 0;
}

/** `options` begin at the offset, with one more than a page where there is a next one. */
export function cut(options: readonly ListOption[], offset: number): ListPage {
	return options.length > PAGE_SIZE
		? { options: options.slice(0, PAGE_SIZE), nextPage: String(offset + PAGE_SIZE) }
		: { options: [...options] };
}
