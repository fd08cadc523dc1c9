import type { PolledSource, SourceRecord } from '../../../../../src/crm/Source';
import type { Clock } from '../../../../../src/model/clock';
import type { Values } from '../../../../../src/model/record';

const PAGE = 2;

/** A CRM that tells whole seconds, in its times and versions, and gives two records a page. */
export class FakeSource implements PolledSource {
	readonly resolutionMs = 1000;
	/** Called before the page with that number, from 0. */
	beforePage: (page: number) => Promise<void> | void = () => undefined;
	/** Thrown instead of a listing of ids. */
	idsFail: Error | undefined;
	idListings = 0;
	private readonly clock: Clock;
	private readonly records = new Map<string, SourceRecord>();

	constructor(clock: Clock) {
		this.clock = clock;
	}

	async types(): Promise<readonly string[]> {
		return ['deal'];
	}

	put(id: string, values: Values): void {
		const updatedAt = new Date(Math.floor(this.clock.now().getTime() / 1000) * 1000).toISOString();
		this.records.set(id, { type: 'deal', id, version: updatedAt, updatedAt, values });
	}

	remove(id: string): void {
		this.records.delete(id);
	}

	/** After each page it looks again at what comes after it, as a CRM over HTTP does. */
	async *changedSince(_type: string, moment: string | undefined): AsyncIterable<readonly SourceRecord[]> {
		let after = '';
		for (let page = 0; ; page++) {
			await this.beforePage(page);
			const orderOf = ({ updatedAt, id }: SourceRecord) => `${updatedAt} ${id}`;
			const records = [...this.records.values()]
				.filter((record) => (moment === undefined || record.updatedAt >= moment) && orderOf(record) > after)
				.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
				.slice(0, PAGE);
			const last = records.at(-1);
			if (last === undefined) return;
			yield records;
			after = orderOf(last);
		}
	}

	async *ids(): AsyncIterable<readonly string[]> {
		this.idListings++;
		if (this.idsFail !== undefined) throw this.idsFail;
		const ids = [...this.records.keys()];
		for (let start = 0; start < ids.length; start += PAGE) yield ids.slice(start, start + PAGE);
	}
}
