import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { countAlreadyDue } from '../../src/automation/words/triggers/alreadyDue';
import { resolveTrigger } from '../../src/automation/words/triggers/resolveTrigger';
import { withScope } from '../shared/formContext';
import { triggerFilter } from './filter';

/** What can become of records that are due already, with how many they are; without the number while the form is not filled in. */
export async function getAlreadyDue(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const number = await numberOf(this).catch(() => undefined);
	return [
		{ name: `Skip Them${number ?? ''}`, value: 'skip', description: 'Only what is due from now on starts the workflow' },
		{ name: `Start for Them Too${number ?? ''}`, value: 'include', description: 'Each of them starts the workflow at once' },
	];
}

/** ` (12 Records)`. */
async function numberOf(form: ILoadOptionsFunctions): Promise<string | undefined> {
	const read = (name: string, fallback: unknown): unknown => form.getCurrentNodeParameter(name) ?? fallback;
	return await withScope(form, async (scope) => {
		const due = await countAlreadyDue(scope, await resolveTrigger(scope, triggerFilter(read)));
		if (due === undefined) return undefined;
		return ` (${due.complete ? '' : 'More Than '}${due.count} ${due.count === 1 ? 'Record' : 'Records'})`;
	});
}
