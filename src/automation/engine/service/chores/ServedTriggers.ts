import { SERVED_EVERY_MS } from '../../delivery/served';
import type { Scope } from '../../Scope';
import type { Chore, ChoreContext } from '../Chore';

/** Says in the ledger which triggers this process serves: one that nobody serves for long is forgotten in time. */
export class ServedTriggers implements Chore {
	readonly name = 'served triggers';
	readonly doneBy = 'everyone';
	private readonly scope: Pick<Scope, 'ledger' | 'clock'>;
	private readonly everyMs: number;
	private context: ChoreContext | undefined;
	private next: Date | null = null;

	constructor(scope: Pick<Scope, 'ledger' | 'clock'>, everyMs = SERVED_EVERY_MS) {
		this.scope = scope;
		this.everyMs = everyMs;
	}

	/** A trigger that opens says so itself. */
	async begin(context: ChoreContext): Promise<void> {
		this.context = context;
		this.planNext();
	}

	due(): Date | null {
		return this.next;
	}

	async work(): Promise<void> {
		await this.scope.ledger.subscriptions.markServed(this.context?.served() ?? [], this.scope.clock.now().toISOString());
		this.planNext();
	}

	async end(): Promise<void> {
		this.context = undefined;
		this.next = null;
	}

	private planNext(): void {
		this.next = new Date(this.scope.clock.now().getTime() + this.everyMs);
	}
}
