import { runProgram } from './support/runProgram';

/** Each starts an n8n of its own, with workers and databases where the mode has them, and kills it twice. */
jest.setTimeout(1_200_000);

interface Result {
	mode: string;
	kills: number;
	changes: number;
	lost: number;
	duplicateEffects: number;
	duplicateRuns: number;
	setAside: number;
	standstillSeconds: number;
	seconds: number;
}

const chaos = async (...options: string[]) => await runProgram<Result>('test/chaos/chaos.ts', '--json', ...options);

test.each(['sqlite', 'postgres', 'queue'])(
	'after two kills (%s) every effect is there exactly once, and one line of JSON says so',
	async (mode) => {
		const { code, lines, result, said } = await chaos('--mode', mode, '--kills', '2', '--changes', '60');
		// With what the program said, so that a failure tells its seed and its moments.
		expect({ ...result, said: result.lost + result.duplicateEffects > 0 ? said : '' }).toMatchObject({
			mode,
			kills: 2,
			changes: 60,
			lost: 0,
			duplicateEffects: 0,
			said: '',
		});
		expect(Object.keys(result)).toEqual([
			'mode',
			'kills',
			'changes',
			'lost',
			'duplicateEffects',
			'duplicateRuns',
			'setAside',
			'standstillSeconds',
			'seconds',
		]);
		expect(lines).toHaveLength(1);
		expect(code).toBe(0);
	},
);

test('without the ledger of effects the doubles are noticed', async () => {
	const { code, result } = await chaos('--kills', '1', '--changes', '30', '--sabotage', 'forget');
	expect(result.duplicateEffects).toBeGreaterThan(0);
	expect(code).toBe(1);
});

test('deliveries that are left out are noticed as losses', async () => {
	const { code, result } = await chaos('--kills', '0', '--changes', '30', '--sabotage', 'skip');
	expect(result).toMatchObject({ duplicateEffects: 0 });
	expect(result.lost).toBeGreaterThan(0);
	expect(code).toBe(1);
});
