import type { PolledSource, SourceRecord } from '../../../crm/Source';
import type { ChangeDraft } from '../../../feed/ChangeFeed';
import type { PollPosition, StoredSnapshot } from '../../../ledger/Ledger';
import type { Scope } from '../Scope';
import { differencesOf } from './differences';

/** How many snapshots are compared at once with the ids that exist. */
const COMPARED_TOGETHER = 500;

export interface TypePollParts {
	scope: Pick<Scope, 'feed' | 'ledger' | 'clock'>;
	source: PolledSource;
	type: string;
	/** See PollerOptions. */
	overlapMs: number;
	stop: AbortSignal | undefined;
}

/**
 * One poll of one record type.
 *
 * ## noting
 * The type was never polled to its end: what there is gets its snapshot and is no change. A record that has one already was
 * changed since, and that is a change. The last page leads to *watching*.
 *
 * ## watching
 * Each difference to a snapshot is a change.
 *
 * In both, a page's snapshots, its changes and the new position are one transaction. Where another process has moved the
 * position meanwhile, this poll ends: what it has read may be older than what the other one wrote.
 */
export class TypePoll {
	private readonly parts: TypePollParts;
	private position: PollPosition | undefined;

	constructor(parts: TypePollParts) {
		this.parts = parts;
	}

	async run(lookForDeleted: boolean): Promise<void> {
		this.position = await this.parts.scope.ledger.snapshots.positionOf(this.parts.type);
		if (!(await this.readChanged())) return;
		if (lookForDeleted) await this.readDeleted();
	}

	/** False: it ended early. */
	private async readChanged(): Promise<boolean> {
		const { source, type } = this.parts;
		for await (const page of source.changedSince(type, this.since())) {
			if (this.stopped || !(await this.take(page))) return false;
		}
		if (this.position?.complete === true) return true;
		return await this.write({ complete: true, changedUntil: this.position?.changedUntil ?? null });
	}

	private since(): string | undefined {
		const until = this.position?.changedUntil;
		if (until === undefined || until === null) return undefined;
		const overlapMs = Math.max(this.parts.overlapMs, this.parts.source.resolutionMs);
		return new Date(Date.parse(until) - overlapMs).toISOString();
	}

	private async take(records: readonly SourceRecord[]): Promise<boolean> {
		const { scope, type } = this.parts;
		const complete = this.position?.complete ?? false;
		const known = await scope.ledger.snapshots.find(type, [...new Set(records.map(({ id }) => id))]);
		const { drafts, snapshots } = differencesOf(records, known, { now: scope.clock.now(), newAreCreated: complete });
		const changedUntil = latest(this.position?.changedUntil ?? null, records);
		if (snapshots.length === 0 && changedUntil === (this.position?.changedUntil ?? null)) return true;
		return await this.write({ complete, changedUntil }, { drafts, snapshots });
	}

	/** All ids are read before the first is compared: the list is of one moment, and no snapshot is younger than it. */
	private async readDeleted(): Promise<void> {
		const { scope, source, type } = this.parts;
		const existing = new Set<string>();
		for await (const page of source.ids(type)) {
			if (this.stopped) return;
			for (const id of page) existing.add(id);
		}
		let after: string | undefined;
		while (!this.stopped) {
			const ids = await scope.ledger.snapshots.ids(type, after, COMPARED_TOGETHER);
			if (!(await this.takeDeleted(ids.filter((id) => !existing.has(id))))) return;
			if (ids.length < COMPARED_TOGETHER) return;
			after = ids.at(-1);
		}
	}

	private async takeDeleted(ids: readonly string[]): Promise<boolean> {
		if (ids.length === 0) return true;
		const { scope, type } = this.parts;
		const at = scope.clock.now().toISOString();
		const known = await scope.ledger.snapshots.find(type, ids);
		const drafts = [...known.values()].map(({ id, values }): ChangeDraft => ({ ref: { type, id }, kind: 'deleted', at, before: values }));
		return await this.write(this.position!, { drafts, removed: [...known.keys()] });
	}

	/** False: another process was faster, and nothing is written. */
	private async write(
		to: Pick<PollPosition, 'changedUntil' | 'complete'>,
		{ drafts = [], snapshots = [], removed = [] }: { drafts?: ChangeDraft[]; snapshots?: StoredSnapshot[]; removed?: string[] } = {},
	): Promise<boolean> {
		const { scope, type } = this.parts;
		const { ledger, feed } = scope;
		const moved = await ledger.transaction(async () => {
			const position = await ledger.snapshots.movePosition(type, this.position, to);
			if (position === undefined) return undefined;
			await ledger.snapshots.save(type, snapshots);
			await ledger.snapshots.remove(type, removed);
			await feed.append(drafts);
			return position;
		});
		if (moved !== undefined) this.position = moved;
		return moved !== undefined;
	}

	private get stopped(): boolean {
		return this.parts.stop?.aborted === true;
	}
}

function latest(changedUntil: string | null, records: readonly SourceRecord[]): string | null {
	return records.reduce(
		(until, { updatedAt }) => (until === null || Date.parse(updatedAt) > Date.parse(until) ? updatedAt : until),
		changedUntil,
	);
}
