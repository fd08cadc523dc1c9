import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionNodes, everyOperation } from '../../host/actionNodes';
import { nodeDocs, pageFolder } from '../../host/nodeDocs';

const folder = join(__dirname, '../../../docs/nodes');
const read = (path: string) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : '');

test('every committed page is what the code says now', () => {
	const stale = [...nodeDocs(folder)]
		.filter(([path, text]) => read(path) !== text)
		.map(([path]) => `docs/nodes/${path} is stale: run npm run docs`);
	expect(stale).toEqual([]);
});

test.each(actionNodes)('no page of $description.displayName is left of a resource that is gone', ({ description, resources }) => {
	expect(readdirSync(join(folder, pageFolder(description))).sort()).toEqual(resources.map((name) => `${name}.md`).sort());
});

test.each(actionNodes.flatMap((node) => node.resources.map((resource) => [resource, node] as const)))(
	'%s has a hand-written part, and each operation its heading and action',
	(resource, { description }) => {
		expect(read(`intro/${resource}.md`).trim()).not.toBe('');
		const operations = everyOperation.filter((operation) => operation.resource === resource);
		expect(operations).not.toEqual([]);
		for (const { module } of operations) {
			const { name, action } = module.option;
			expect(read(`${pageFolder(description)}/${resource}.md`)).toContain(`\n## ${name}\n\n*${action}.*`);
		}
	},
);

test('no page holds a link in HTML', () => {
	expect([...nodeDocs(folder)].filter(([, text]) => text.includes('<a ')).map(([path]) => path)).toEqual([]);
});
