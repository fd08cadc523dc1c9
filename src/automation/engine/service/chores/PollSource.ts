import type { PolledSource } from '../../../../crm/Source';
import type { Scope } from '../../Scope';
import { Poller } from '../../sources/Poller';
import type { Chore, ChoreContext } from '../Chore';

/** From the end of one poll to the next, in milliseconds. */
const POLL_EVERY_MS = 30_000;

/** Asks a CRM that does not write into the feed by itself what has changed. */
export class PollSource implements Chore {
	readonly name = 'polling';
	readonly doneBy = 'leader';
	private readonly scope: Pick<Scope, 'feed' | 'ledger' | 'clock'>;
	private readonly poller: Poller;
	private stop: AbortSignal | undefined;
	private next: Date | null = null;

	constructor(scope: Pick<Scope, 'feed' | 'ledger' | 'clock'>, source: PolledSource) {
		this.scope = scope;
		this.poller = new Poller(scope, source);
	}

	async begin({ stop }: ChoreContext): Promise<void> {
		this.stop = stop;
		this.next = this.scope.clock.now();
	}

	due(): Date | null {
		return this.next;
	}

	async work(): Promise<void> {
		await this.poller.poll(this.stop);
		this.next = new Date(this.scope.clock.now().getTime() + POLL_EVERY_MS);
	}

	async end(): Promise<void> {
		this.next = null;
	}
}
