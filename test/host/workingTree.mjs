import { spawnSync } from 'node:child_process';

/** What git says of changed and new files, or an empty text where there is no git or no repository. */
export function workingTree(folder) {
	const { status, stdout } = spawnSync('git', ['status', '--porcelain'], { cwd: folder, encoding: 'utf8' });
	return status === 0 ? stdout : '';
}
