import { isEmpty } from '../../model/conditions';
import { textForm } from '../../model/normalForm';
import type { RecordQuery } from '../../model/query';
import type { CrmRecord, FieldValue } from '../../model/record';
import { withStamps, type Asked } from './askedConditions';
import type { RecordTable } from './RestRecords';
import { thingsById, thingsOf } from './RemoteTable';

/** So many records are kept from the first reading; of more, only their order is. */
const KEPT = 500;
/** Records read again at once. */
const PAGE = 100;

/**
 * The records that a query means, in its order. An API seldom sorts as we do, and what is sorted moves while it is read. So the
 * whole list is gone through first, in the order of the ids, and of each record its rank is kept; then the records are read in
 * their order. One that is removed meanwhile is left out.
 */
export async function* foundRecords(
	table: RecordTable,
	asked: Asked,
	{ orderBy, limit, offset = 0 }: RecordQuery,
	order: Order = compareKept,
): AsyncGenerator<CrmRecord> {
	const field = orderBy?.field ?? 'createdAt';
	const ranked: Ranked[] = [];
	let kept: Map<string, CrmRecord> | undefined = new Map();
	for await (const record of candidates(table, asked)) {
		if (!asked.holds(record)) continue;
		ranked.push({ id: record.id, value: withStamps(record)[field] ?? null });
		if (ranked.length > KEPT) kept = undefined;
		kept?.set(record.id, record);
	}
	ranked.sort(inOrder(order, orderBy === undefined || orderBy.descending === true));
	const wanted = ranked.slice(offset, limit === undefined ? undefined : offset + limit).map(({ id }) => id);
	for (let start = 0; start < wanted.length; start += PAGE) {
		const ids = wanted.slice(start, start + PAGE);
		const records = kept ?? (await thingsById(table, ids));
		for (const id of ids) {
			const record = records.get(id);
			if (record !== undefined) yield record;
		}
	}
}

/** Less than 0, 0 or more than 0, of values that are there. */
export type Order = (a: FieldValue, b: FieldValue) => number;

/** Texts as people read them; see `ReadingOrder` of the built-in CRM. */
export function readingOrder(language: string): Order {
	const { compare } = new Intl.Collator(language);
	return (a, b) => compare(textForm(String(a)), textForm(String(b)));
}

interface Ranked {
	id: string;
	value: FieldValue;
}

/** Records whose ids are asked for are read by them, however many: the list would be too long to be searched with. */
async function* candidates(table: RecordTable, { conditions }: Asked): AsyncGenerator<CrmRecord> {
	const named = conditions.find(({ field, operator }) => field === 'id' && operator === 'isOneOf')?.value;
	if (!Array.isArray(named)) return yield* thingsOf(table.pages(conditions));
	for (let start = 0; start < named.length; start += PAGE) yield* (await thingsById(table, named.slice(start, start + PAGE))).values();
}

/** What has no value comes last, whatever the direction; of the same value the ids decide. */
function inOrder(compare: Order, descending: boolean): (a: Ranked, b: Ranked) => number {
	const direction = descending ? -1 : 1;
	return (a, b) => {
		if (isEmpty(a.value) || isEmpty(b.value))
			return Number(isEmpty(a.value)) - Number(isEmpty(b.value)) || compareKept(a.id, b.id) * direction;
		return (compare(a.value, b.value) || compareKept(a.id, b.id)) * direction;
	};
}

function compareKept(a: FieldValue, b: FieldValue): number {
	if (typeof a === 'number' && typeof b === 'number') return a - b;
	return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}
