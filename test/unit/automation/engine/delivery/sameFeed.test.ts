import { backUp, restore } from '../../../../../src/automation/families/upkeep/backup';
import { requireSameFeed } from '../../../../../src/automation/engine/delivery/sameFeed';
import type { ConnectionOptions } from '../../../../../src/crm/backends';
import { opened, PAIRS, TestDatabases } from '../../../copy/support';

/** A workflow goes on with its database, and with what was restored from it or put in its place; with no other one silently. */
const databases = new TestDatabases();
const feedOf = async (options: ConnectionOptions) => await opened(options, async ({ ledger }) => ledger.feedId);

async function isAccepted(
	options: ConnectionOptions,
	ranOn: string | undefined,
	activation: 'fresh' | 'resume' = 'resume',
): Promise<unknown> {
	return await opened(options, async (scope) => {
		try {
			requireSameFeed(scope, ranOn, activation);
			return true;
		} catch (error) {
			return error;
		}
	});
}

const REFUSED = expect.objectContaining({
	code: 'storage',
	message: expect.stringContaining('worked with another database until now'),
	remedy: expect.stringContaining('switch the workflow off and on'),
});

test('the same database, and a workflow of which nobody knows where it ran', async () => {
	const options = databases.sqlite();
	expect(await isAccepted(options, await feedOf(options))).toBe(true);
	expect(await isAccepted(options, undefined)).toBe(true);
});

test('another database is refused, unless a person switches the workflow on', async () => {
	const [before, now] = [databases.sqlite(), databases.sqlite()];
	const ranOn = await feedOf(before);
	expect(await isAccepted(now, ranOn)).toEqual(REFUSED);
	expect(await isAccepted(now, ranOn, 'fresh')).toBe(true);
});

test.each(PAIRS)('a backup of %s restored into %s goes on, for who knew the one or what it replaced', async (from, to) => {
	const [source, target, stranger] = [databases.new(from), databases.new(to), databases.new(to)];
	const [ofSource, ofTarget, ofStranger] = [await feedOf(source), await feedOf(target), await feedOf(stranger)];
	const file = databases.file();
	await backUp(source, { file, overwrite: false }, () => undefined);
	await restore({ file }, target, { replace: true }, () => undefined);
	for (const known of [ofSource, ofTarget]) expect(await isAccepted(target, known)).toBe(true);
	expect(await isAccepted(target, ofStranger)).toEqual(REFUSED);
	// Also after one more.
	await restore({ file }, target, { replace: true }, () => undefined);
	for (const known of [ofSource, ofTarget]) expect(await isAccepted(target, known)).toBe(true);
});
