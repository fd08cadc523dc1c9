import type { Ledger } from '../../../ledger/Ledger';

class Undo extends Error {}

/** Does the work in a transaction of the ledger that is undone at the end, and returns what the work gave. */
export async function undone<T>(ledger: Ledger, work: () => Promise<T>): Promise<T> {
	let given: { result: T } | undefined;
	try {
		await ledger.transaction(async () => {
			given = { result: await work() };
			throw new Undo();
		});
	} catch (error) {
		if (!(error instanceof Undo)) throw error;
	}
	return given!.result;
}
