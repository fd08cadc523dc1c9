import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../host/hostFolder.cjs';

/** Each starts an n8n of its own and, where the sales data are at hand, imports thousands of deals. */
jest.setTimeout(420_000);

/** The demo program judges itself: its exit code and its last line must tell the truth. */
async function demo(...more: string[]): Promise<{ code: number | null; lines: string[]; result: Record<string, number> }> {
	const [guard, program] = [join(projectRoot, 'test', 'host', 'parentGuard.cjs'), join('test', 'demo', 'demo.ts')];
	const child = spawn(process.execPath, ['--require', guard, program, '--json', '--moved', '14', ...more], {
		cwd: projectRoot,
		// The last one is for the guard: the demo ends when the tests are ended.
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
		return { code, lines, result: JSON.parse(lines.at(-1)!) as Record<string, number> };
	} catch {
		throw new Error(`The demo ended with ${code} and no result. It said:\n${said.slice(-3000)}`);
	}
}

test('every effect is there exactly once, and one line of JSON says so', async () => {
	const { code, lines, result } = await demo();
	expect(result).toMatchObject({ missing: 0, duplicates: 0, changes: 28, projects: 14, historyEntries: 14 });
	expect(Object.keys(result)).toEqual([
		'records', 'changes', 'runs', 'tasks', 'historyEntries', 'notifications', 'projects', 'missing', 'duplicates', 'medianLatencyMs', 'webhookLatencyMs', 'seconds',
	]);
	expect(lines).toHaveLength(1);
	expect(code).toBe(0);
});

test('dropped deliveries are noticed', async () => {
	const { code, result } = await demo('--sabotage', 'skip');
	expect(result.missing).toBeGreaterThan(0);
	expect(code).toBe(1);
});

test('repeated effects are noticed', async () => {
	const { code, result } = await demo('--sabotage', 'double');
	expect(result.duplicates).toBeGreaterThan(0);
	expect(code).toBe(1);
});
