import { runProgram } from './support/runProgram';

/** Each starts an n8n of its own and, where the sales data are at hand, imports thousands of deals. */
jest.setTimeout(1_680_000);

/** The demo program judges itself: its exit code and its last line must tell the truth. */
const demo = async (...options: string[]) =>
	await runProgram<Record<string, number>>('test/demo/demo.ts', '--json', '--moved', '14', ...options);

test.each(['sqlite', 'postgres'])('every effect is there exactly once (%s), and one line of JSON says so', async (crm) => {
	const { code, lines, result } = await demo('--crm', crm);
	expect(result).toMatchObject({ missing: 0, duplicates: 0, changes: 28, projects: 14, historyEntries: 14 });
	expect(Object.keys(result)).toEqual([
		'records',
		'changes',
		'runs',
		'tasks',
		'historyEntries',
		'notifications',
		'projects',
		'missing',
		'duplicates',
		'medianLatencyMs',
		'webhookLatencyMs',
		'seconds',
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
