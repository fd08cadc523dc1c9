import { spawn } from 'node:child_process';

/**
 * Runs a command to its end and returns what it printed.
 * @throws Error with the last lines it printed
 */
export async function runCommand(command: string, args: string[], cwd: string): Promise<string> {
	const child = spawn(command, args, { cwd, shell: process.platform === 'win32', stdio: ['ignore', 'pipe', 'pipe'] });
	let output = '';
	child.stdout.on('data', (text) => (output += text));
	child.stderr.on('data', (text) => (output += text));
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	if (code === 0) return output;
	throw new Error(
		`"${[command, ...args].join(' ')}" failed with exit code ${code}:\n${output.trimEnd().split('\n').slice(-30).join('\n')}`,
	);
}
