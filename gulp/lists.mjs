import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { readCommandLine } from '../test/host/commandLine.mjs';
import { commands } from '../test/host/commands.cjs';

/**
 * Lists that are made from the files they name, so that a new operation or credential is named in no list by hand:
 *
 * - `src/automation/operationList.ts`: from each `export const …: Operation<XInput, …> = { name: '…'` in `families`, with the
 *   schema `xInput` of the same file or of the family's `inputs.ts`;
 * - `nodes/Crm/actions/<resource>/index.ts`: its lines `export { … } from './….operation'`;
 * - `index.ts` and `package.json`: the credentials, from their files.
 */
export function listsIn(root) {
	return new Map([['src/automation/operationList.ts', operationList(root)], ...resourceLists(root), ...credentialLists(root)]);
}

const OPERATION = /^export const (\w+): Operation<\s*(\w+)[^=]*> = \{\n\tname: '([\w.]+)'/gm;

function operationList(root) {
	const found = foldersIn(root, 'src/automation/families')
		.flatMap((family) => filesIn(root, family, '.ts'))
		.flatMap((file) =>
			[...read(root, file).matchAll(OPERATION)].map(([, use, input, name]) => ({ name, file, use, schema: schemaOf(root, file, input) })),
		);
	const lines = found
		.sort((one, other) => (one.name < other.name ? -1 : 1))
		.map(
			({ name, file, use, schema }) => `	'${name}': {
		load: async () => (await import('${moduleOf(file)}')).${use},
		schema: async () => (await import('${moduleOf(schema.file)}')).${schema.name},
	},
`,
		);
	return `/** Made by \`npm run lists\` from the use cases in \`families\`; see \`operations.ts\`. */
export const operationList = {
${lines.join('')}};
`;
}

/** Of `Operation<SaveGroupInput, …>` it is `saveGroupInput`. */
function schemaOf(root, file, input) {
	const name = input[0].toLowerCase() + input.slice(1);
	const candidates = [file, `${path.posix.dirname(file)}/inputs.ts`];
	const holder = candidates.find((each) => read(root, each).includes(`export const ${name} =`));
	if (holder === undefined) throw new Error(`${file}: the schema "${name}" of its input is neither there nor in the inputs.ts beside it.`);
	return { name, file: holder };
}

function resourceLists(root) {
	return foldersIn(root, 'nodes/Crm/actions').map((folder) => {
		const index = `${folder}/index.ts`;
		const lines = filesIn(root, folder, '.operation.ts').map((file) => {
			const [, name] = /^export const (\w+) = (?:read|write|import)Operation/m.exec(read(root, file)) ?? [];
			if (name === undefined)
				throw new Error(`${file} exports no operation: make it with readOperation, writeOperation or importOperation.`);
			return `export { ${name} } from './${path.posix.basename(file, '.ts')}';\n`;
		});
		const others = read(root, index).replace(/^export \{ \w+ \} from '\.\/\w+\.operation';\n/gm, '');
		return [index, lines.join('') + others];
	});
}

function credentialLists(root) {
	const names = filesIn(root, 'credentials', '.credentials.ts').map((file) => path.posix.basename(file, '.ts'));
	const [first, ...lines] = read(root, 'index.ts').split('\n');
	const exported = names.map((name) => `export { ${name.replace('.credentials', '')} } from './credentials/${name}';`);
	const index = [first, ...exported, ...lines.filter((line) => !line.includes("from './credentials/"))].join('\n');
	const manifest = JSON.parse(read(root, 'package.json'));
	manifest.n8n.credentials = names.map((name) => `dist/credentials/${name}.js`);
	return [
		['index.ts', index],
		['package.json', `${JSON.stringify(manifest, null, '\t')}\n`],
	];
}

function foldersIn(root, folder) {
	const entries = readdirSync(path.join(root, folder), { withFileTypes: true }).filter((entry) => entry.isDirectory());
	return entries.map(({ name }) => `${folder}/${name}`).sort();
}

function filesIn(root, folder, ending) {
	const names = readdirSync(path.join(root, folder)).filter((name) => name.endsWith(ending));
	return names.sort().map((name) => `${folder}/${name}`);
}

function read(root, file) {
	return readFileSync(path.join(root, file), 'utf8');
}

function moduleOf(file) {
	return `./${path.posix.relative('src/automation', file).replace(/\.ts$/, '')}`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
	readCommandLine(commands.lists);
	const root = process.cwd();
	for (const [file, text] of listsIn(root)) writeFileSync(path.join(root, file), text);
}
