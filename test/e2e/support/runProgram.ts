import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../host/hostFolder.cjs';

export interface ProgramEnd<Result> {
	code: number | null;
	/** Standard output. */
	lines: string[];
	/** Its last line. */
	result: Result;
	/** Standard error, the end of it. */
	said: string;
}

/**
 * Runs a TypeScript program of this project whose last line is JSON; it ends when the tests are ended.
 * @throws Error with what it said, where there is no such line
 */
export async function runProgram<Result>(program: string, ...options: string[]): Promise<ProgramEnd<Result>> {
	const guard = join(projectRoot, 'test', 'host', 'parentGuard.cjs');
	const child = spawn(process.execPath, ['--require', guard, program, ...options], {
		cwd: projectRoot,
		// The last one is for the guard.
		stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
	});
	let [output, said] = ['', ''];
	child.stdout!.on('data', (text) => (output += text));
	child.stderr!.on('data', (text) => (said += text));
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	const lines = output.trim().split('\n');
	try {
		return { code, lines, result: JSON.parse(lines.at(-1)!) as Result, said: said.slice(-6000) };
	} catch {
		throw new Error(`${program} ended with ${code} and no result. It said:\n${said.slice(-3000)}`);
	}
}
