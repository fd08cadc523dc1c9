import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../host/hostFolder.cjs';
import { nodeRequire } from '../support/nodeRequire';

const { listsIn } = nodeRequire(join(projectRoot, 'gulp', 'lists.mjs')) as { listsIn(root: string): Map<string, string> };

test('the lists of operations are what `npm run lists` makes of the files', () => {
	const lists = [...listsIn(projectRoot)];
	expect(lists.length).toBeGreaterThan(15);
	for (const [file, text] of lists) expect({ file, text: readFileSync(join(projectRoot, file), 'utf8') }).toEqual({ file, text });
});
