import { globSync, readFileSync } from 'node:fs';
import { dirname, posix, resolve } from 'node:path';

const projectFolder = resolve(__dirname, '../../..');
const ROOT = 'src/automation';

/** By folder: the folders that its files import from. */
function arrows(): Map<string, Set<string>> {
	const found = new Map<string, Set<string>>();
	for (const file of globSync(`${ROOT}/**/*.ts`, { cwd: projectFolder })) {
		const folder = dirname(file);
		const targets = found.get(folder) ?? new Set<string>();
		found.set(folder, targets);
		for (const [, target] of readFileSync(resolve(projectFolder, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
			const other = posix.dirname(posix.join(folder, target!));
			if (other !== folder && other.startsWith(ROOT)) targets.add(other);
		}
	}
	return found;
}

function reachableFrom(start: string, graph: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
	const seen = new Set<string>();
	const open = [start];
	for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
		for (const next of graph.get(folder) ?? []) {
			if (seen.has(next)) continue;
			seen.add(next);
			open.push(next);
		}
	}
	return seen;
}

it('no folders of automation import each other in a circle', () => {
	const graph = arrows();
	expect(graph.size).toBeGreaterThan(20);
	const circles = [...graph.keys()].filter((folder) => reachableFrom(folder, graph).has(folder));
	expect(circles).toEqual([]);
});
