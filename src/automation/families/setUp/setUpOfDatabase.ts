import type { CopyableOptions } from '../../../crm/backends';
import { setUpOf, setUpText } from '../../../model/setUp';
import { withDatabase } from '../../engine/hub/withDatabase';
import { exportSetUp } from './exportSetUp';
import { importSetUp, type SetUpChange } from './importSetUp';

export type { SetUpChange } from './importSetUp';

/** The set-up of a database as a text. Throws notFound, storage, unavailable. */
export async function setUpOfDatabase(options: CopyableOptions): Promise<string> {
	return setUpText(await withDatabase(options, { make: false }, exportSetUp));
}

/** Brings a database to a set-up; makes it where there is none, unless it is a dry run. Throws as `setUpOf` and `importSetUp` do. */
export async function bringToSetUp(options: CopyableOptions, text: string, { dryRun }: { dryRun: boolean }): Promise<SetUpChange[]> {
	const setUp = setUpOf(text);
	return await withDatabase(options, { make: !dryRun }, async (scope) => await importSetUp(scope, setUp, { dryRun }));
}
