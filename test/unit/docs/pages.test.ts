import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../host/hostFolder.cjs';

/** What a newcomer reads, in the order in which it is needed. */
const pages = [
	'README.md',
	'CONTRIBUTING.md',
	...readdirSync(join(projectRoot, 'docs'))
		.filter((name) => name.endsWith('.md'))
		.map((name) => `docs/${name}`),
];
const text = (page: string) => readFileSync(join(projectRoot, page), 'utf8');
const headings = (page: string) =>
	[
		...text(page)
			.replace(/^```[^]*?^```/gm, '')
			.matchAll(/^#+ (.*)$/gm),
	].map(([, heading]) => heading!);
/** As GitHub makes it. */
const anchor = (heading: string) =>
	heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N} _-]/gu, '')
		.replaceAll(' ', '-');

test('the README begins with a picture and promises, then how to install it, then the two commands', () => {
	const readme = text('README.md');
	const places = ['](docs/images/', '**Nothing is lost.**', '## Install', 'npm install && npm run build && npm pack', 'npm start  '].map(
		(words) => readme.indexOf(words),
	);
	expect(places).toEqual([...places].sort((a, b) => a - b));
	expect(places[0]).toBeGreaterThan(0);
	// The table of operations is on a page of its own.
	expect(readme).not.toMatch(/^\| Record \|/m);
	expect(text('docs/features.md')).toMatch(/^\| Record \|/m);
});

test('the Node.js that the command line asks for is the one that the docs name', () => {
	for (const page of ['README.md', 'docs/operations.md']) expect(text(page)).toContain('Node.js 22.13 or newer');
});

test.each(pages)('%s: what it links to is there', (page) => {
	const links = [...text(page).matchAll(/\]\((?!https?:)([^)\s]*)\)/g)].map(([, link]) => link!);
	const broken = links.filter((link) => {
		const [path, place] = link.split('#') as [string, string | undefined];
		const target = path === '' ? page : join(dirname(page), path);
		if (!existsSync(join(projectRoot, target))) return true;
		return place !== undefined && target.endsWith('.md') && !headings(target).map(anchor).includes(place);
	});
	expect(broken).toEqual([]);
});
