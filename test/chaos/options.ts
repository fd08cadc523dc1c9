import { parseArgs } from 'node:util';
import { commands } from '../host/commands.cjs';

const MODES = ['sqlite', 'postgres', 'queue'] as const;
export type ChaosMode = (typeof MODES)[number];

export interface ChaosOptions {
	/** Where n8n and the CRM keep their data; see the folder `arena`. */
	mode: ChaosMode;
	/** How often something is killed. */
	kills: number;
	/** How many stage changes there are in all. */
	changes: number;
	/** Decides the changes and the moments of the kills. */
	seed: number;
	/** Only the result goes to standard output. */
	json: boolean;
	/**
	 * A deliberate fault: `skip` leaves changes out, `forget` switches the ledger of effects off. `twice` starts every run a second
	 * time, of which nothing may come.
	 */
	sabotage: string | undefined;
}

/** @throws Error with a sentence for the user */
export function readOptions(): ChaosOptions {
	const { values } = parseArgs({ options: commands.chaos.options });
	if (values.sabotage !== undefined && !['skip', 'forget', 'twice'].includes(values.sabotage)) {
		throw new Error(`--sabotage takes "skip", "forget" or "twice", not "${values.sabotage}".`);
	}
	return {
		mode: modeOf(values.mode),
		kills: wholeNumber('kills', values.kills, 0),
		changes: wholeNumber('changes', values.changes, 1),
		seed: values.seed === undefined ? Date.now() % 1_000_000 : wholeNumber('seed', values.seed, 0),
		json: values.json,
		sabotage: values.sabotage,
	};
}

function modeOf(text: string): ChaosMode {
	const mode = MODES.find((one) => one === text);
	if (mode === undefined) throw new Error(`--mode takes "sqlite", "postgres" or "queue", not "${text}".`);
	return mode;
}

function wholeNumber(name: string, text: string, least: number): number {
	const number = Number(text);
	if (!Number.isInteger(number) || number < least) throw new Error(`--${name} takes a whole number from ${least} on, not "${text}".`);
	return number;
}
