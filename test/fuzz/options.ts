import { parseArgs } from 'node:util';
import { commands } from '../host/commands.cjs';

const DATABASES = ['sqlite', 'postgres'] as const;
const ABOUT = ['operations', 'values'] as const;

export interface FuzzOptions {
	/** How many inputs are tried. */
	inputs: number;
	/** Decides all of them. */
	seed: number;
	database: (typeof DATABASES)[number];
	/** What is tried; absent: both. */
	about: (typeof ABOUT)[number] | undefined;
	/** Inputs before this one are made, but not tried. */
	from: number;
	/** Of one input, as a failure tells it. */
	path: string | undefined;
	/** Only operations whose name contains this. */
	only: string | undefined;
	/** Tells the first wrong input of each kind instead of the first one made as small as can be. */
	keepGoing: boolean;
}

/** @throws Error with a sentence for the user */
export function readOptions(): FuzzOptions {
	const { values } = parseArgs({ options: commands.fuzz.options });
	const database = DATABASES.find((one) => one === values.database);
	if (database === undefined) throw new Error(`--database takes "sqlite" or "postgres", not "${values.database}".`);
	const about = ABOUT.find((one) => one === (values.about ?? (values.only === undefined ? undefined : 'operations')));
	if (about === undefined && values.about !== undefined) throw new Error(`--about takes "operations" or "values", not "${values.about}".`);
	return {
		about,
		inputs: wholeNumber('inputs', values.inputs, 1),
		seed: values.seed === undefined ? Date.now() % 1_000_000 : wholeNumber('seed', values.seed, 0),
		database,
		from: wholeNumber('from', values.from, 0),
		path: values.path,
		only: values.only,
		keepGoing: values['keep-going'],
	};
}

function wholeNumber(name: string, text: string, least: number): number {
	const number = Number(text);
	if (!Number.isInteger(number) || number < least) throw new Error(`--${name} takes a whole number from ${least} on, not "${text}".`);
	return number;
}
