import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** The boxes of the picture by their folders; the first that fits. */
const LAYERS: Array<[folder: string, layer: string]> = [
	['nodes', 'nodes'],
	['credentials', 'nodes'],
	['src/cli', 'cli'],
	['src/automation/engine', 'engine'],
	['src/automation/words', 'words'],
	['src/automation/families', 'families'],
	['src/automation', 'composition'],
	['src/crm', 'crm'],
	['src/companions', 'companions'],
	['src/ledger', 'ledger'],
	['src/feed', 'feed'],
	['src/sql', 'sql'],
	['src/model', 'model'],
];

function layerOf(path: string): string | undefined {
	return LAYERS.find(([folder]) => path === folder || path.startsWith(`${folder}/`) || path.startsWith(`${folder}.`))?.[1];
}

function importedArrows(): string[] {
	const arrows = new Set<string>();
	for (const file of globSync('{nodes,credentials,src}/**/*.ts').map((path) => path.replaceAll('\\', '/'))) {
		for (const [, target] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
			const [own, other] = [layerOf(file), layerOf(posix.join(posix.dirname(file), target!))];
			if (own !== other && other !== 'model') arrows.add(`${own} --> ${other}`);
		}
	}
	return [...arrows].sort();
}

test('the picture of the layers in docs/architecture.md shows the imports there are, and no others', () => {
	const [, picture] = /## Layers[^]*?```mermaid\n([^]*?)```/.exec(readFileSync('docs/architecture.md', 'utf8'))!;
	const drawn = [...picture!.matchAll(/^\s*(\w+ --> \w+)$/gm)].map(([, arrow]) => arrow!);
	expect(drawn.length).toBeGreaterThan(15);
	expect(drawn.sort()).toEqual(importedArrows());
});
