import type { ILoadOptionsFunctions } from 'n8n-workflow';
import type { Scope } from '../../src/automation/engine/Scope';
import { fixedType } from '../../src/model/triggers';
import { openNodeConnection } from './connection';
import { nodeError } from './errors';

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

/**
 * What the form holds now in a field or a resource locator; empty where it is not shown or not chosen yet. `&name`: the field
 * of that name in the same entry of a collection.
 */
export function currentText(form: ILoadOptionsFunctions, name: string): string {
	const parameter = form.getCurrentNodeParameter(name) as unknown;
	const value = parameter !== null && typeof parameter === 'object' && 'value' in parameter ? parameter.value : parameter;
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The record type chosen; CRM Trigger has none to choose where the event says it. */
export function formType(form: ILoadOptionsFunctions): string {
	return fixedType(currentText(form, 'event')) ?? currentText(form, 'recordType');
}
