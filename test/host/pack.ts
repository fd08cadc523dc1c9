import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, projectRoot } from './hostFolder.cjs';
import { inputHash } from './inputHash.ts';
import { runCommand } from './runCommand.ts';

const keptTarballs = 5;

/**
 * Builds and packs this project as it would be published, and returns the tarball's path. A tarball
 * made before from the same files is used again; the old ones are thrown away.
 * @throws Error with the end of what the build printed
 */
export async function packProject(tell: (line: string) => void = () => {}): Promise<string> {
	const folder = join(cacheFolder(), 'packed');
	const hash = inputHash(projectRoot);
	const known = tarballIn(join(folder, hash));
	if (known) {
		tell('unchanged');
		return known;
	}
	mkdirSync(folder, { recursive: true });
	const work = mkdtempSync(join(folder, '.packing-'));
	try {
		tell('building');
		await runCommand(process.execPath, [join('node_modules', 'gulp', 'bin', 'gulp.js'), 'build'], projectRoot);
		tell('packing');
		await runCommand('npm', ['pack', '--ignore-scripts', '--pack-destination', work], projectRoot);
		if (!tarballIn(work)) throw new Error(`npm pack left no tarball in ${work}.`);
		// Edited meanwhile: what was packed is neither the old nor the new.
		if (inputHash(projectRoot) !== hash) return await packProject(tell);
		rmSync(join(folder, hash), { recursive: true, force: true });
		renameSync(work, join(folder, hash));
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
	removeOld(folder);
	tell('built');
	return tarballIn(join(folder, hash))!;
}

function tarballIn(folder: string): string | undefined {
	if (!existsSync(folder)) return undefined;
	const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
	return name && join(folder, name);
}

function removeOld(folder: string): void {
	const packed = readdirSync(folder)
		.filter((name) => !name.startsWith('.'))
		.map((name) => join(folder, name));
	packed.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
	for (const old of packed.slice(keptTarballs)) rmSync(old, { recursive: true, force: true });
}
