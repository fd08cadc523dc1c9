import type { Crm } from '../../../crm/Crm';
import type { OwnWrite } from '../../../ledger/Ledger';
import { valuesOf } from '../../../model/ownRecord';
import type { CrmRecord, Values } from '../../../model/record';
import type { Scope } from '../Scope';
import type { DoneWrite, Journal } from './Journal';
import { TYPE_OF_PART } from './partTypes';

/** A trigger that was served within that time, in milliseconds, is believed to listen. */
const SERVED_MS = 24 * 3600_000;

const TYPES_OF_PARTS: ReadonlySet<string> = new Set(Object.values(TYPE_OF_PART));

/**
 * Lets the polls know who wrote this: a trigger must not be started by its own workflow. Returns what goes into the transaction.
 * Without it the step was done all the same, so it fails nothing.
 */
export async function tellPolls({ crm, ledger, clock }: Scope, journal: Pick<Journal, 'done'>): Promise<() => Promise<void>> {
	const now = clock.now();
	const own = await ownWritesOf(crm, journal.done, now.toISOString()).catch(() => []);
	return async () => {
		if (own.length > 0) await ledger.ownWrites.add(own, new Date(now.getTime() - SERVED_MS).toISOString());
	};
}

/** What was written, as a poll will find it: one for each record, in order. `at`: ISO 8601. Asks the CRM only for its types. */
async function ownWritesOf(crm: Crm, done: readonly DoneWrite[], at: string): Promise<OwnWrite[]> {
	const written: OwnWrite[] = [];
	for (const { type, kind, ids = [], answer, by, seen } of done) {
		const { actor, origin, reason } = by;
		const things = (Array.isArray(answer) ? answer : [answer]) as Array<Partial<CrmRecord> | undefined>;
		for (const [index, thing] of things.entries()) {
			const id = thing?.id ?? ids[index];
			if (id === undefined) continue;
			const common = { ref: { type, id }, kind, at, actor, origin, reason };
			if (kind === 'deleted') written.push(common);
			else if (thing !== undefined)
				written.push({
					...common,
					...(seen !== undefined && { seen: stateOf(seen) }),
					version: thing.version,
					updatedAt: thing.updatedAt,
					values: await feedValuesOf(crm, type, thing),
				});
		}
	}
	return written;
}

function stateOf({ version, updatedAt, values }: CrmRecord): OwnWrite['seen'] {
	return { version, updatedAt, values };
}

async function feedValuesOf(crm: Crm, type: string, thing: Partial<CrmRecord>): Promise<Values> {
	return TYPES_OF_PARTS.has(type) ? valuesOf((await crm.describe(type)).fields, thing) : thing.values!;
}
