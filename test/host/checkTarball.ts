import { writeFileSync } from 'node:fs';
import { packProject } from './pack.ts';
import { tarballChecks } from './tarballChecks.ts';
import { unpack } from './unpack.ts';

/** Stage "pack" of `npm test`: builds, packs, and checks what a user would download. Argument: the report's path. */
const counts = { numPassedTests: 0, numFailedTests: 0 };

await check('builds and packs', async () => void (await packProject()));
if (counts.numFailedTests === 0) {
	const unpacked = await unpack(await packProject());
	for (const [promise, holds] of Object.entries(tarballChecks)) await check(promise, () => holds(unpacked));
	unpacked.remove();
}
writeFileSync(process.argv[2]!, JSON.stringify(counts));

async function check(promise: string, holds: () => unknown): Promise<void> {
	try {
		await holds();
		counts.numPassedTests++;
		console.log(`  ✓ ${promise}`);
	} catch (error) {
		counts.numFailedTests++;
		console.log(`  ✗ ${promise}: ${error instanceof Error ? error.message : error}`);
	}
}
