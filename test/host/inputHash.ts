import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What `gulp build` and `npm pack` read, from the project's root. */
const inputs = [
	'src',
	'nodes',
	'credentials',
	'packs',
	'index.ts',
	'gulpfile.js',
	'gulp',
	'tsconfig.json',
	'package.json',
	'package-lock.json',
	'README.md',
	'LICENSE',
];

/** A hash over names and content of everything that can change the tarball. */
export function inputHash(root: string): string {
	const hash = createHash('sha256');
	for (const input of inputs) {
		for (const file of filesBelow(join(root, input)).sort()) {
			hash
				.update(`${file.slice(root.length)}\0`)
				.update(readFileSync(file))
				.update('\0');
		}
	}
	return hash.digest('hex').slice(0, 16);
}

function filesBelow(path: string): string[] {
	if (!existsSync(path)) return [];
	if (!statSync(path).isDirectory()) return [path];
	return readdirSync(path).flatMap((name) => filesBelow(join(path, name)));
}
