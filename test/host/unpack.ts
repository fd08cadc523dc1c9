import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runCommand } from './runCommand.ts';

export interface Unpacked {
	/** Size of the tarball in bytes. */
	size: number;
	folder: string;
	/** Paths below `folder`, with forward slashes. */
	files: string[];
	manifest: {
		dependencies?: object;
		optionalDependencies?: object;
		bundleDependencies?: string[];
		peerDependencies?: object;
		main?: string;
		bin?: Record<string, string>;
		scripts?: Record<string, string>;
		n8n: { nodes: string[]; credentials: string[] };
	};
	remove(): void;
}

/** Unpacks an npm tarball into a temporary folder. */
export async function unpack(tarball: string): Promise<Unpacked> {
	const parent = mkdtempSync(join(tmpdir(), 'crmflow-tarball-'));
	await runCommand('tar', ['-xzf', tarball, '-C', parent], parent);
	const folder = join(parent, 'package');
	const files = readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
	return {
		size: statSync(tarball).size,
		folder,
		files,
		manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
		remove: () => rmSync(parent, { recursive: true, force: true }),
	};
}
