import type { StoredIntent } from '../../../ledger/Ledger';
import type { ChangeKind } from '../../../model/change';
import { CrmError } from '../../../model/CrmError';
import { refKey, type CrmRecord } from '../../../model/record';
import type { WriteContext } from '../../../model/write';
import { signOfLife, thisProcess } from '../delivery/owner';
import type { Scope } from '../Scope';
import { isOutage } from './outage';
import { StepTaken } from './turns';

/** A step that reads more records than that is not one that changes them all. */
const MOST_SEEN = 1000;

/** One write of an effect. JSON. */
export interface JournaledWrite {
	/** `tasks.create`, `create deal`, `update deal 7`. */
	what: string;
	/** The records it writes, where a feed tells of such records. */
	touches?: Touched;
	/** Of an update: the values it was first to set. Those of a later attempt may be others, as where people take turns. */
	asked?: unknown;
	/** Of a removal: what was there. */
	before?: unknown;
	/** What the CRM answered; absent: whether it was done is not known. */
	answer?: { value?: unknown };
	/** It was done again without a look: the CRM cannot be searched for it. */
	blind?: true;
}

/** Records that one write makes, changes or deletes. */
export interface Touched {
	type: string;
	kind: ChangeKind;
	/** Absent: the CRM has yet to give it. */
	ids?: readonly string[];
}

/** A write that this attempt has done. */
export interface DoneWrite extends Touched {
	/** A thing, or a list of things. */
	answer: unknown;
	by: WriteContext;
	/** As this attempt read it last, of a record that it changes. */
	seen: CrmRecord | undefined;
}

/** The next write of an effect. */
export interface NextWrite {
	/** Goes to the CRM with what it creates: `<effect key>.<n>`. */
	key: string;
	/** What an earlier attempt noted of it. */
	former: JournaledWrite | undefined;
}

/**
 * What one effect writes to a CRM outside of the ledger's database, kept in the ledger while it is under way. An attempt that
 * begins it again reads there what was answered before, and which write may have been done.
 *
 * A write is noted before it is sent, and its answer with the next write, or when the attempt ends: one statement per write.
 * What an effect creates is counted per type, in its order, so that it has the same key in every attempt, also when the CRM looks
 * different by then and other writes are left out.
 */
export class Journal {
	/** What this attempt has written, in order. */
	readonly done: DoneWrite[] = [];
	private readonly scope: Scope;
	private readonly effect: Pick<StoredIntent, 'key' | 'fingerprint'>;
	private readonly writes: JournaledWrite[];
	private readonly former: readonly JournaledWrite[];
	private readonly seen = new Map<string, CrmRecord>();
	private readonly counts = new Map<string, number>();
	private begun = false;
	private saving: Promise<void> = Promise.resolve();

	private constructor(scope: Scope, effect: Pick<StoredIntent, 'key' | 'fingerprint'>, former: readonly JournaledWrite[]) {
		this.scope = scope;
		this.effect = effect;
		this.former = former;
		this.writes = [...former];
	}

	/** `seen`: what an attempt before left. Throws StepTaken when another run was faster. */
	static async open(scope: Scope, effect: Pick<StoredIntent, 'key' | 'fingerprint'>, seen: StoredIntent | undefined): Promise<Journal> {
		const former = seen === undefined ? [] : (JSON.parse(seen.writes) as JournaledWrite[]);
		const journal = new Journal(scope, effect, former);
		if (seen !== undefined) await journal.take(seen);
		return journal;
	}

	/** Whether the ledger knows of it. */
	get isBegun(): boolean {
		return this.begun;
	}

	/** Whether something may have been written twice. */
	get isUnsure(): boolean {
		return this.writes.some(({ blind }) => blind === true);
	}

	next(what: string): NextWrite {
		const ordinal = this.counts.get(what) ?? 0;
		this.counts.set(what, ordinal + 1);
		return { key: `${this.effect.key}.${ordinal}`, former: this.former.filter((write) => write.what === what)[ordinal] };
	}

	/** Notes a write that is about to be sent. Throws StepTaken before the first one when another run was faster; conflict later. */
	async intend(write: JournaledWrite): Promise<void> {
		this.writes.push(write);
		await (this.saving = this.saving.then(async () => await (this.begun ? this.save(signOfLife(this.scope)) : this.take(undefined))));
	}

	/** Sends a write. What is refused for certain was not done, and is struck out. */
	async send<Answer>(write: JournaledWrite, by: WriteContext, send: () => Promise<Answer>): Promise<Answer> {
		try {
			const value = await send();
			write.answer = { value };
			if (write.touches !== undefined) this.done.push({ ...write.touches, answer: value, by, seen: this.lastSeen(write.touches) });
			return value;
		} catch (error) {
			const refused = error instanceof CrmError && !isOutage(error) && error.code !== 'storage';
			if (refused && !this.former.includes(write)) this.writes.splice(this.writes.indexOf(write), 1);
			throw error;
		}
	}

	/** What the step has read. */
	saw(record: CrmRecord): void {
		if (this.seen.size < MOST_SEEN || this.seen.has(refKey(record))) this.seen.set(refKey(record), record);
	}

	/** Whether what an attempt left says that something may have been written twice. */
	static isUnsure({ writes }: StoredIntent): boolean {
		return (JSON.parse(writes) as JournaledWrite[]).some(({ blind }) => blind === true);
	}

	/** All is done. What may have been written twice stays noted, for those who ask for the result again. */
	async conclude(): Promise<void> {
		if (this.isUnsure) await this.save(this.scope.clock.now().toISOString());
		else await this.scope.ledger.intents.forget(this.effect.key);
	}

	/** The attempt has failed: it can be begun again at once, and where nothing can have been written, it never was. */
	async giveUp(): Promise<void> {
		if (!this.begun) return;
		if (this.writes.length === 0) await this.scope.ledger.intents.forget(this.effect.key);
		else await this.save(this.scope.clock.now().toISOString());
	}

	private lastSeen({ type, kind, ids = [] }: Touched): CrmRecord | undefined {
		return kind === 'updated' && ids.length === 1 ? this.seen.get(refKey({ type, id: ids[0]! })) : undefined;
	}

	private async take(seen: StoredIntent | undefined): Promise<void> {
		if (!(await this.scope.ledger.intents.take(this.intent(signOfLife(this.scope)), seen))) throw new StepTaken();
		this.begun = true;
	}

	private async save(aliveUntil: string): Promise<void> {
		if (!(await this.scope.ledger.intents.note(this.intent(aliveUntil)))) throw takenMeanwhile();
	}

	private intent(aliveUntil: string): StoredIntent {
		return { ...this.effect, owner: thisProcess, aliveUntil, writes: JSON.stringify(this.writes) };
	}
}

/** This process gave no sign of life for too long, and another took over. */
function takenMeanwhile(): CrmError {
	return new CrmError(
		'conflict',
		'Another run is doing the same step at this moment.',
		'Nothing needs to be done: the step is done once. Retry to get its result.',
	);
}
