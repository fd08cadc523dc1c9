import { recordNotFound } from './CrmError';

/** What was found, in the order of the ids that were asked for. Throws notFound for the first id that is not in it. */
export function requireFound<Found>(what: string, ids: readonly string[], found: ReadonlyMap<string, Found>): Found[] {
	return ids.map((id, index) => {
		const one = found.get(id);
		if (one === undefined) throw recordNotFound(what, id, { index });
		return one;
	});
}
