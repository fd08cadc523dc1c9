import type { ILoadOptionsFunctions } from 'n8n-workflow';
import type { Scope } from '../../src/automation/engine/Scope';
import { fixedType } from '../../src/model/triggers';
import { openNodeConnection } from './connection';
import { nodeError } from './errors';
import { CHOSEN_TYPE_SOURCES } from './recordSources';

/** Works with the CRM while a person fills in the form of a node: lists to pick from, fields to fill in. */
export async function withScope<T>(form: ILoadOptionsFunctions, work: (scope: Scope) => Promise<T>): Promise<T> {
	try {
		const connection = await openNodeConnection(form);
		try {
			return await work(connection.scope);
		} finally {
			connection.release();
		}
	} catch (error) {
		throw nodeError(form.getNode(), error);
	}
}

/** Gives what stands in a field of a form. */
export type FormValues = Pick<ILoadOptionsFunctions, 'getCurrentNodeParameter'>;

/**
 * What the form holds now in a field or a resource locator; empty where it is not shown or not chosen yet. `&name`: the field
 * of that name in the same entry of a collection.
 */
export function currentText(form: FormValues, name: string): string {
	const parameter = form.getCurrentNodeParameter(name) as unknown;
	const value = parameter !== null && typeof parameter === 'object' && 'value' in parameter ? parameter.value : parameter;
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** All texts that stand in lists of the form: what was chosen where several can be. */
export function listedTexts(form: ILoadOptionsFunctions): Set<string> {
	return new Set(textsInLists(form.getCurrentNodeParameters() ?? {}));
}

function textsInLists(value: unknown): string[] {
	if (value === null || typeof value !== 'object') return [];
	if (!Array.isArray(value)) return Object.values(value).flatMap(textsInLists);
	return value.flatMap((part: unknown) => (typeof part === 'string' ? [part] : textsInLists(part)));
}

/** What stands in a form of fields (`resourceMapper`), by their names. */
export function filledFields(form: ILoadOptionsFunctions, name: string): Record<string, unknown> {
	const { value } = (form.getCurrentNodeParameter(name) ?? {}) as { value?: unknown };
	return value !== null && typeof value === 'object' ? { ...value } : {};
}

/**
 * The record type that the form is about: of an event that says it, of the record that starts the workflow where the step works
 * on that one, or the one that was chosen. Empty where none is.
 */
export function formType(form: FormValues): string {
	const ofEvent = fixedType(currentText(form, 'event'));
	if (ofEvent !== undefined) return ofEvent;
	const source = currentText(form, 'recordSource');
	const followed = source === '' || CHOSEN_TYPE_SOURCES.has(source) ? '' : startingType(form);
	return followed || currentText(form, 'recordType');
}

/** n8n leaves an expression as it stands where it cannot fill it in. */
function startingType(form: FormValues): string {
	const type = currentText(form, 'startingType');
	return type.startsWith('=') ? '' : type;
}
