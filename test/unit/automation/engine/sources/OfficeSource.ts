import type { Crm } from '../../../../../src/crm/Crm';
import type { PolledSource, SourceRecord } from '../../../../../src/crm/Source';

const PAGE = 2;

/** Asks a CRM what has changed in it, as one over HTTP is asked. */
export class OfficeSource implements PolledSource {
	readonly resolutionMs = 1;
	private readonly crm: Crm;
	private readonly watched: readonly string[];

	constructor(crm: Crm, watched: readonly string[]) {
		this.crm = crm;
		this.watched = watched;
	}

	async types(): Promise<readonly string[]> {
		return this.watched;
	}

	async *changedSince(type: string, moment: string | undefined): AsyncIterable<readonly SourceRecord[]> {
		const records: SourceRecord[] = [];
		for await (const { createdAt: _, ...record } of this.crm.find(type)) records.push(record);
		const changed = records
			.filter(({ updatedAt }) => moment === undefined || updatedAt >= moment)
			.sort((a, b) => (a.updatedAt < b.updatedAt ? -1 : 1));
		for (let start = 0; start < changed.length; start += PAGE) yield changed.slice(start, start + PAGE);
	}

	async *ids(type: string): AsyncIterable<readonly string[]> {
		for await (const { id } of this.crm.find(type)) yield [id];
	}
}
