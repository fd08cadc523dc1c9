import type { UnderWay } from '../../../ledger/Ledger';
import type { JournaledWrite } from '../effects/Journal';

/** How long a record waits for a step that may have written it, in milliseconds: usually until the next poll. */
const LONGEST_WAIT_MS = 25_000;

/**
 * Records of one type that a step of ours is writing while a poll finds them changed. Who wrote them is known when the step has
 * ended, so they wait for the next poll. One that is only thought to be written does not wait for longer than a moment.
 */
export class Unsettled {
	/** Since when each waits, by id; in milliseconds. */
	private waiting = new Map<string, number>();
	private stillWaiting = new Map<string, number>();

	/** A poll begins. Who has not waited in the last one, starts anew. */
	begin(): void {
		this.waiting = this.stillWaiting;
		this.stillWaiting = new Map();
	}

	/** Those of the records that wait. `isNew`: no poll has seen it, so a step that creates may have made it. */
	of(type: string, underWay: UnderWay, records: ReadonlyArray<{ id: string; isNew: boolean }>, now: Date): Set<string> {
		const written = new Set(underWay.written);
		const { ids, creates } = touchedBy(underWay.intents, type);
		return new Set(
			records.flatMap(({ id, isNew }) => {
				if (written.has(id)) return [id];
				return (ids.has(id) || (creates && isNew)) && this.mayWait(id, now) ? [id] : [];
			}),
		);
	}

	private mayWait(id: string, now: Date): boolean {
		const since = this.waiting.get(id) ?? now.getTime();
		this.stillWaiting.set(id, since);
		return now.getTime() - since < LONGEST_WAIT_MS;
	}
}

function touchedBy(intents: readonly string[], type: string): { ids: Set<string>; creates: boolean } {
	const touched = intents
		.flatMap((writes) => JSON.parse(writes) as JournaledWrite[])
		.flatMap(({ touches }) => (touches?.type === type ? [touches] : []));
	return { ids: new Set(touched.flatMap(({ ids = [] }) => ids)), creates: touched.some(({ ids }) => ids === undefined) };
}
