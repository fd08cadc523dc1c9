import type { Change } from '../../../model/change';
import { changedFields } from '../../../model/change';
import type { Clock } from '../../../model/clock';
import { refKey, type RecordRef, type Values } from '../../../model/record';
import type { WriteContext } from '../../../model/write';

/** What a rehearsal made of one thing: as it would be now, and its values as the feed tells them. */
export interface Rehearsed {
	/** In the form of its part of the port: a record, a task, a comment … */
	thing: object;
	/** Null: changes of its kind are in no feed. */
	values: Values | null;
	/** Made by the rehearsal. */
	isNew: boolean;
}

/** What would be written, instead of being written. */
export class RehearsalMemory {
	readonly changes: Change[] = [];
	private things = new Map<string, Rehearsed | null>();
	private made = 0;
	private readonly clock: Clock;

	constructor(clock: Clock) {
		this.clock = clock;
	}

	/** ISO 8601, UTC. */
	get now(): string {
		return this.clock.now().toISOString();
	}

	/** The id of something that would be made: no CRM has it. */
	newId(): string {
		this.made++;
		return `new-${this.made}`;
	}

	/** Undefined: untouched, the CRM has it; null: it would be gone. */
	of(ref: RecordRef): Rehearsed | null | undefined {
		return this.things.get(refKey(ref));
	}

	/** What would be made, of one type. */
	madeOf(type: string): object[] {
		const prefix = refKey({ type, id: '' });
		return [...this.things].flatMap(([key, rehearsed]) => (key.startsWith(prefix) && rehearsed?.isNew === true ? [rehearsed.thing] : []));
	}

	note(ref: RecordRef, before: Values | null | undefined, after: Rehearsed | null, { actor, origin, reason }: WriteContext): void {
		this.things.set(refKey(ref), after);
		const kind = before === undefined ? 'created' : after === null ? 'deleted' : 'updated';
		const values = after?.values ?? undefined;
		if (before === null || (after !== null && values === undefined)) return;
		const changed = before !== undefined && values !== undefined ? changedFields(before, values) : [];
		if (kind === 'updated' && changed.length === 0) return;
		this.changes.push({
			id: `rehearsed-${this.changes.length + 1}`,
			ref,
			kind,
			at: this.now,
			changed,
			before,
			after: values,
			actor,
			origin,
			reason,
		});
	}

	/** Does the work; what it wrote is forgotten when it throws. */
	async orUndone<T>(work: () => Promise<T>): Promise<T> {
		const things = new Map(this.things);
		const { length } = this.changes;
		try {
			return await work();
		} catch (error) {
			this.things = things;
			this.changes.length = length;
			throw error;
		}
	}
}
