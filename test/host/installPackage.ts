import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './runCommand.ts';

/**
 * Installs a packed tarball into a private n8n the way n8n's manual describes. n8n must not be running:
 * it reads the packages when it starts.
 * @param folder n8n's user folder
 * @throws Error with npm's output
 */
export async function installPackage(folder: string, tarball: string): Promise<void> {
	if (!existsSync(tarball)) throw new Error(`There is no tarball ${tarball} to install.`);
	const nodes = join(folder, '.n8n', 'nodes');
	mkdirSync(nodes, { recursive: true });
	// npm keeps an installed package of the same version, even where the tarball has changed: without its
	// notes it has to unpack again.
	for (const note of ['node_modules', 'package-lock.json']) rmSync(join(nodes, note), { recursive: true, force: true });
	writeFileSync(join(nodes, 'package.json'), '{ "name": "installed-nodes", "private": true }\n');
	await runCommand('npm', ['install', tarball, '--omit=peer', '--ignore-scripts', '--no-audit', '--no-fund'], nodes);
}
