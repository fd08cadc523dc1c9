import assert from 'node:assert/strict';
import { runProgram } from '../e2e/support/runProgram.ts';

interface ChaosResult {
	lost: number;
	duplicateEffects: number;
	setAside: number;
}

/** Chaos with one kill in 60 changes, whose runs are all started twice: nothing may be lost, done twice or set aside. */
export async function everyEffectOnce(mode: 'sqlite' | 'queue'): Promise<void> {
	const options = ['--json', '--mode', mode, '--kills', '1', '--changes', '60', '--sabotage', 'twice'];
	const { result, said } = await runProgram<ChaosResult>('test/chaos/chaos.ts', ...options);
	const { lost, duplicateEffects, setAside } = result;
	assert.deepEqual({ lost, duplicateEffects, setAside }, { lost: 0, duplicateEffects: 0, setAside: 0 }, said);
}
