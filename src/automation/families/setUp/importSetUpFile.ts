import { z } from 'zod/v4';
import { CrmError } from '../../../model/CrmError';
import { outputOf, type Output } from '../../../model/output';
import { setUpOf } from '../../../model/setUp';
import { requireOwnSetUp } from '../../words/directory/optionalParts';
import type { Operation } from '../../engine/effects/Operation';
import type { Scope } from '../../engine/Scope';
import { importSetUp, type SetUpChange } from './importSetUp';

export const importSetUpInput = z.strictObject({
	file: z.string().describe('The file, as `Scope.files` knows it'),
	name: z.string().describe('What the file is called'),
});
type ImportSetUpInput = z.infer<typeof importSetUpInput>;

export type SetUpOutput = Output & {
	/** How many parts were made, changed, and there already as the file has them. */
	new: number;
	changed: number;
	same: number;
};

/** Brings the CRM to the set-up in a file: see `importSetUp`. Throws forbidden and storage, too. */
export const importSetUpFile: Operation<ImportSetUpInput, SetUpOutput> = {
	name: 'system.importSetUp',
	writes: 'crm',
	target: ({ name }) => [name],
	async perform(scope, inputs) {
		requireOwnSetUp(scope);
		// Also where nothing would be changed, and for what is written past the port.
		scope.access?.refuseSetUp('how the CRM is set up');
		const outputs: SetUpOutput[] = [];
		for (const input of inputs) {
			const setUp = setUpOf(await textOf(scope, input), `"${input.name}"`);
			outputs.push(presentChanges(await importSetUp(scope, setUp, { dryRun: false })));
		}
		return outputs;
	},
};

async function textOf({ files }: Scope, { file, name }: ImportSetUpInput): Promise<string> {
	if (files !== undefined) return new TextDecoder().decode(await files.read(file));
	throw new CrmError('unsupported', `The file "${name}" cannot be read here.`, 'Import it in a workflow, in the node that has the file.');
}

/** What is as the file has it is only counted: it is the most of it. */
function presentChanges(changes: readonly SetUpChange[]): SetUpOutput {
	const count = (kind: SetUpChange['change']) => changes.filter(({ change }) => change === kind).length;
	const parts = changes.filter(({ change }) => change !== 'same');
	return { new: count('new'), changed: count('changed'), same: count('same'), ...outputOf({ parts }) };
}
