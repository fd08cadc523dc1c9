import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import ts from 'typescript';
import { projectRoot } from '../../host/hostFolder.cjs';

const COPIED = ['index.ts', 'package.json', 'tsconfig.json', 'src', 'nodes', 'credentials'];

/**
 * A copy of the sources, in which a test does what CONTRIBUTING.md tells a newcomer to do: the blocks of code under a heading
 * whose first line names a file (`// nodes/Crm/…`). A file that is there gets the block at its end; another one is made of it.
 */
export class ScratchCopy {
	/** The files that were touched by hand, as they stand in the guide. */
	readonly touched: readonly string[];
	private readonly folder: string;

	private constructor(folder: string, touched: readonly string[]) {
		this.folder = folder;
		this.touched = touched;
	}

	/** @param heading of the guide, without its `##` */
	static following(heading: string): ScratchCopy {
		const folder = mkdtempSync(join(tmpdir(), 'crmflow-scratch-'));
		for (const name of COPIED) {
			cpSync(join(projectRoot, name), join(folder, name), { recursive: true, filter: (path) => !path.endsWith('__schema__') });
		}
		symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'), 'junction');
		const blocks = blocksUnder(heading);
		for (const { path, code } of blocks) put(join(folder, path), code);
		return new ScratchCopy(
			folder,
			blocks.map(({ path }) => path),
		);
	}

	/** What the guide leaves to the one who follows it. Paths from the project's root, and from that of the copy. */
	add(from: string, to: string): void {
		cpSync(join(projectRoot, from), join(this.folder, to), { recursive: true });
	}

	/** Of a file of the copy. */
	path(name: string): string {
		return join(this.folder, name);
	}

	/** `npm run lists`. */
	makeLists(): void {
		execFileSync(process.execPath, [join(projectRoot, 'gulp', 'lists.mjs')], { cwd: this.folder });
	}

	/** What TypeScript says of the touched files and of these lines, which stand in the copy's own folder, and of nothing else. */
	typeErrors(lines = ''): string[] {
		const entry = join(this.folder, 'entry.ts');
		writeFileSync(entry, lines === '' ? 'export {};' : lines);
		const config = ts.parseJsonConfigFileContent(
			ts.readConfigFile(join(this.folder, 'tsconfig.json'), ts.sys.readFile).config,
			ts.sys,
			this.folder,
		);
		const files = [entry, ...this.touched.filter((path) => path.endsWith('.ts')).map((path) => join(this.folder, path))];
		const program = ts.createProgram(files, config.options);
		return files
			.flatMap((file) => program.getSemanticDiagnostics(program.getSourceFile(file)))
			.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
	}

	/**
	 * Bundles the copy as the package is bundled, and gives the path of the CommonJS file.
	 * @param exporting lines of code, seen from the copy's own folder
	 */
	bundle(exporting: string): string {
		const outfile = join(this.folder, 'bundle.cjs');
		buildSync({
			stdin: { contents: exporting, resolveDir: this.folder, loader: 'ts' },
			bundle: true,
			platform: 'node',
			format: 'cjs',
			external: ['n8n-workflow'],
			mainFields: ['module', 'main'],
			outfile,
			logLevel: 'error',
		});
		return outfile;
	}

	remove(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}
}

function put(file: string, code: string): void {
	if (existsSync(file)) return appendFileSync(file, code);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, code);
}

function blocksUnder(heading: string): Array<{ path: string; code: string }> {
	const guide = readFileSync(join(projectRoot, 'CONTRIBUTING.md'), 'utf8');
	const section = guide.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
	if (section === undefined) throw new Error(`CONTRIBUTING.md has no heading "${heading}".`);
	const blocks = [...section.matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms)].map(([, path, code]) => ({ path: path!, code: code! }));
	if (blocks.length === 0) throw new Error(`CONTRIBUTING.md has no code under "${heading}" that names its file.`);
	return blocks;
}
