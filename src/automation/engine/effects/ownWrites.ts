import type { Crm } from '../../../crm/Crm';
import type { OwnWrite } from '../../../ledger/Ledger';
import { valuesOf } from '../../../model/ownRecord';
import type { CrmRecord, Values } from '../../../model/record';
import type { DoneWrite } from './Journal';
import { TYPE_OF_PART } from './partTypes';

const TYPES_OF_PARTS: ReadonlySet<string> = new Set(Object.values(TYPE_OF_PART));

/** What was written, as a poll will find it: one for each record, in order. `at`: ISO 8601. Asks the CRM for nothing but its types. */
export async function ownWritesOf(crm: Crm, done: readonly DoneWrite[], at: string): Promise<OwnWrite[]> {
	const written: OwnWrite[] = [];
	for (const { type, kind, ids = [], answer, by } of done) {
		const { actor, origin } = by;
		const things = (Array.isArray(answer) ? answer : [answer]) as Array<Partial<CrmRecord> | undefined>;
		for (const [place, thing] of things.entries()) {
			const id = thing?.id ?? ids[place];
			if (id === undefined) continue;
			const common = { ref: { type, id }, kind, at, actor, origin };
			if (kind === 'deleted') written.push(common);
			else if (thing !== undefined)
				written.push({ ...common, version: thing.version, updatedAt: thing.updatedAt, values: await feedValuesOf(crm, type, thing) });
		}
	}
	return written;
}

async function feedValuesOf(crm: Crm, type: string, thing: Partial<CrmRecord>): Promise<Values> {
	return TYPES_OF_PARTS.has(type) ? valuesOf((await crm.describe(type)).fields, thing) : thing.values!;
}
