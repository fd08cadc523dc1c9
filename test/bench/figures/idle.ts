import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ConnectionOptions } from '../../../src/crm/backends';
import { projectRoot } from '../../host/hostFolder.cjs';
import { rounded } from '../support/arithmetic.ts';
import type { Bench } from '../support/Bench.ts';
import { BenchCrm } from '../support/BenchCrm.ts';
import { buildLibrary } from '../support/buildLibrary.ts';
import { worstOf, type Measurements, type Part } from '../support/measurement.ts';

const SUBSCRIPTIONS = 200;
export const SECONDS = 60;

/** What `children/idle.mjs` prints. */
interface Idle {
	/** Share of one core over the time. */
	cpu: number;
	/** Memory of its own at the end, after a collection; MB of a million bytes. */
	memory: number;
	/** With what it has of files: mostly those parts of the Node program that it has come to use. */
	resident: number;
}

/**
 * idle.cpu, idle.memory: what 200 triggers cost while nothing happens.
 *
 * A bare Node process loads what CRM Trigger needs and opens 200 subscriptions on one built-in CRM, then rests for 60 s. Beside it an
 * empty process rests as long: memory is what ours has more than that one. Counted is memory of its own (RssAnon); the
 * note says what is resident in all, which includes parts of the Node program that an empty process has not used yet
 * and n8n has. On both databases, the worse counts.
 */
export async function idle(bench: Bench): Promise<Measurements> {
	const crms = [await BenchCrm.sqlite(bench), await BenchCrm.postgres(bench)];
	const durability = (await Promise.all(crms.map(async (crm) => await crm.durability()))).join('; ');
	const library = await buildLibrary(bench.folder, 'measuredTrigger');
	const [empty, ...idles] = await Promise.all([rest({ library }), ...crms.map(async ({ options }) => await rest({ library, options }))]);
	await Promise.all(crms.map(async (crm) => await crm.discard()));
	const part = (what: string, unit: string, own: number, peer: number, value: number): Part => ({ what, unit, own, peer, value, count: 1 });
	return {
		'idle.cpu': worstOf(
			idles.map(({ cpu }, index) => part(`${crms[index]!.name}, ${SECONDS} s beside an empty process`, 'of a core', cpu, empty!.cpu, cpu)),
			{ atMost: 0.01 },
			{ durability },
		),
		'idle.memory': worstOf(
			idles.map(({ memory }, index) =>
				part(`${crms[index]!.name}, beside an empty process`, 'MB', memory, empty!.memory, memory - empty!.memory),
			),
			{ atMost: 30 },
			{
				durability,
				note: `Resident in all, beside the empty process: ${idles.map(({ resident }, index) => `${crms[index]!.name} + ${rounded(resident - empty!.resident)} MB`).join(', ')}.`,
			},
		),
	};
}

/** Of `children/idle.mjs`. Without options: a process that does nothing. */
interface Resting {
	library: string;
	options?: ConnectionOptions;
	subscriptions?: number;
	/** What all of them listen for. */
	filter?: object;
}

/** What a process costs that rests for `SECONDS`. */
export async function rest(resting: Resting): Promise<Idle> {
	const program = join(projectRoot, 'test', 'bench', 'children', 'idle.mjs');
	const { stdout } = await promisify(execFile)(process.execPath, [
		'--expose-gc',
		program,
		JSON.stringify({ subscriptions: SUBSCRIPTIONS, seconds: SECONDS, ...resting }),
	]);
	return JSON.parse(stdout) as Idle;
}
