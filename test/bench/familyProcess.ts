import { FAMILIES } from './families.ts';
import type { FamilyName } from './figureList.ts';
import type { Bench } from './support/Bench.ts';
import type { FamilyAnswer } from './support/FamilyProcess.ts';

/** `node familyProcess.ts <family> <bench as JSON>`: measures one family for the program that forked this one. */
const [family, bench] = process.argv.slice(2) as [FamilyName, string];
console.log = (...line: unknown[]) => console.error(...line);

// Whoever started this has its answer, or has ended.
process.on('disconnect', () => process.exit());
process.send!(await answer());

async function answer(): Promise<FamilyAnswer> {
	try {
		return { measurements: await FAMILIES[family].measure(JSON.parse(bench) as Bench) };
	} catch (error) {
		console.error(error);
		return { error: error instanceof Error ? error.message : String(error) };
	}
}
