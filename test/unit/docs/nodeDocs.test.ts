import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeDocs, operationsOf, resourceNames } from '../../host/nodeDocs';

const folder = join(__dirname, '../../../docs/nodes');
const read = (path: string) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : '');

test('every committed page is what the code says now', () => {
	const stale = [...nodeDocs(folder)]
		.filter(([path, text]) => read(path) !== text)
		.map(([path]) => `docs/nodes/${path} is stale: run npm run docs`);
	expect(stale).toEqual([]);
});

test('no page is left of a resource that is gone', () => {
	expect(readdirSync(join(folder, 'crm')).sort()).toEqual(
		resourceNames()
			.map((name) => `${name}.md`)
			.sort(),
	);
});

test.each(resourceNames())('%s has a hand-written part, and each operation its heading and action', (resource) => {
	expect(read(`intro/${resource}.md`).trim()).not.toBe('');
	const operations = operationsOf(resource);
	expect(operations).not.toEqual([]);
	for (const { name, action } of operations) {
		expect(read(`crm/${resource}.md`)).toContain(`\n## ${name}\n\n*${action}.*`);
	}
});

test('no page holds a link in HTML', () => {
	expect([...nodeDocs(folder)].filter(([, text]) => text.includes('<a ')).map(([path]) => path)).toEqual([]);
});
