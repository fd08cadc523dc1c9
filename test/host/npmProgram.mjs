import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Path of npm's own program, to run it under a chosen Node. */
export function npmProgram() {
	const { npm_execpath: running = '', PATH = '' } = process.env;
	if (running.endsWith('npm-cli.js')) return running;
	const command = PATH.split(delimiter)
		.map((folder) => join(folder, 'npm'))
		.find(existsSync);
	const program = command && realpathSync(command);
	// A link to the program, or the small starter that version managers put in its place.
	return program?.endsWith('.js') ? program : join(globalModules(), 'npm', 'bin', 'npm-cli.js');
}

function globalModules() {
	return spawnSync('npm', ['root', '--global'], { encoding: 'utf8', shell: process.platform === 'win32' }).stdout.trim();
}
