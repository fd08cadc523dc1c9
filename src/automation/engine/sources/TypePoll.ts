import type { PolledSource, SourceRecord } from '../../../crm/Source';
import type { ChangeDraft } from '../../../feed/ChangeFeed';
import type { PollPosition, StoredSnapshot } from '../../../ledger/Ledger';
import type { Scope } from '../Scope';
import { differencesOf } from './differences';
import { ownChangesOf } from './ownChanges';
import type { Unsettled } from './Unsettled';

/** How many snapshots are compared at once with the ids that exist. */
const COMPARED_TOGETHER = 500;
/** How many writes of ours are told at once. */
const TOLD_TOGETHER = 500;

export interface TypePollParts {
	scope: Pick<Scope, 'feed' | 'ledger' | 'clock'>;
	source: PolledSource;
	type: string;
	/** See PollerOptions. */
	overlapMs: number;
	stop: AbortSignal | undefined;
	unsettled: Unsettled;
}

/**
 * One poll of one record type.
 *
 * ## noting
 * The type was never polled to its end: what there is gets its snapshot and is no change. A record that has one already was
 * changed since, and that is a change. The last page leads to *watching*.
 *
 * ## watching
 * Each difference to a snapshot is a change. What steps of ours have written is told first, each write by itself and with who
 * made it, so that what is read after that differs only by what others did. A record that a step is writing, or has written
 * since, waits for the next poll.
 *
 * In both, a page's snapshots, its changes and the new position are one transaction. Where another process has moved the
 * position meanwhile, this poll ends: what it has read may be older than what the other one wrote.
 */
export class TypePoll {
	private readonly parts: TypePollParts;
	private position: PollPosition | undefined;
	/** ISO 8601: the next poll must read again what waits from here on. */
	private waitingFrom: string | undefined;

	constructor(parts: TypePollParts) {
		this.parts = parts;
	}

	async run(lookForDeleted: boolean): Promise<void> {
		this.position = await this.parts.scope.ledger.snapshots.positionOf(this.parts.type);
		this.parts.unsettled.begin();
		if (!(await this.tellOwn()) || !(await this.readChanged())) return;
		if (lookForDeleted) await this.readDeleted();
	}

	/** False: it ended early. */
	private async tellOwn(): Promise<boolean> {
		const { scope, type } = this.parts;
		const { ownWrites, snapshots } = scope.ledger;
		while (this.position !== undefined && !this.stopped) {
			const writes = await ownWrites.ofType(type, TOLD_TOGETHER);
			if (writes.length === 0) return true;
			const known = await snapshots.find(type, [...new Set(writes.map(({ ref }) => ref.id))]);
			const found = ownChangesOf(writes, known, { now: scope.clock.now(), newAreCreated: this.position.complete });
			if (!(await this.write(this.position, { ...found, told: writes.map(({ id }) => id) }))) return false;
			if (writes.length < TOLD_TOGETHER) return true;
		}
		return !this.stopped;
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
		const moment = { now: scope.clock.now(), newAreCreated: complete };
		const found = differencesOf(records, known, moment);
		const waiting = complete ? await this.waitingOf(found.snapshots, known) : new Set<string>();
		const settled = records.filter(({ id }) => !waiting.has(id));
		const { drafts, snapshots } = waiting.size === 0 ? found : differencesOf(settled, known, moment);
		this.noteWaiting(records.filter(({ id }) => waiting.has(id)));
		const changedUntil = this.untilWaiting(latest(this.position?.changedUntil ?? null, settled));
		if (snapshots.length === 0 && changedUntil === (this.position?.changedUntil ?? null)) return true;
		return await this.write({ complete, changedUntil }, { drafts, snapshots });
	}

	/** Those of what was found that wait for a step of ours. */
	private async waitingOf(found: ReadonlyArray<{ id: string }>, known: ReadonlyMap<string, StoredSnapshot>): Promise<Set<string>> {
		if (found.length === 0) return new Set();
		const { scope, type, unsettled } = this.parts;
		const now = scope.clock.now();
		const underWay = await scope.ledger.ownWrites.underWay(type, now.toISOString());
		const records = found.map(({ id }) => ({ id, isNew: !known.has(id) }));
		return unsettled.of(type, underWay, records, now);
	}

	private noteWaiting(records: readonly SourceRecord[]): void {
		for (const { updatedAt } of records)
			if (this.waitingFrom === undefined || Date.parse(updatedAt) < Date.parse(this.waitingFrom)) this.waitingFrom = updatedAt;
	}

	private untilWaiting(changedUntil: string | null): string | null {
		const { waitingFrom } = this;
		if (waitingFrom === undefined || changedUntil === null) return changedUntil;
		return Date.parse(changedUntil) < Date.parse(waitingFrom) ? changedUntil : waitingFrom;
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
		for (const id of await this.waitingOf([...known.values()], known)) known.delete(id);
		if (known.size === 0) return true;
		const drafts = [...known.values()].map(({ id, values }): ChangeDraft => ({ ref: { type, id }, kind: 'deleted', at, before: values }));
		return await this.write(this.position!, { drafts, removed: [...known.keys()] });
	}

	/** False: another process was faster, and nothing is written. */
	private async write(
		to: Pick<PollPosition, 'changedUntil' | 'complete'>,
		{ drafts = [], snapshots = [], removed = [], told = [] }: Found = {},
	): Promise<boolean> {
		const { scope, type } = this.parts;
		const { ledger, feed } = scope;
		const moved = await ledger.transaction(async () => {
			const position = await ledger.snapshots.movePosition(type, this.position, to);
			if (position === undefined) return undefined;
			await ledger.snapshots.save(type, snapshots);
			await ledger.snapshots.remove(type, removed);
			await ledger.ownWrites.remove(told);
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

interface Found {
	drafts?: ChangeDraft[];
	snapshots?: StoredSnapshot[];
	/** Ids of records that are gone. */
	removed?: string[];
	/** Ids of our writes that are no longer needed. */
	told?: string[];
}

function latest(changedUntil: string | null, records: readonly SourceRecord[]): string | null {
	return records.reduce(
		(until, { updatedAt }) => (until === null || Date.parse(updatedAt) > Date.parse(until) ? updatedAt : until),
		changedUntil,
	);
}
