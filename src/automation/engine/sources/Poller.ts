import type { PolledSource } from '../../../crm/Source';
import type { Scope } from '../Scope';
import { TypePoll } from './TypePoll';
import { Unsettled } from './Unsettled';

export interface PollerOptions {
	/**
	 * How far each poll goes back before the newest change it has seen, in milliseconds; at least the resolution of the source's
	 * times. A CRM may show a change a little after later ones. With 5000, and 12:00:30 seen, a poll reads from 12:00:25 on.
	 */
	overlapMs: number;
	/** With 10, every tenth poll also reads all ids, to find what was deleted, and so does the first of a process. */
	pollsPerDeleted: number;
}

const DEFAULT_OPTIONS: PollerOptions = { overlapMs: 60_000, pollsPerDeleted: 10 };

/** Turns what a polled CRM has into changes of the feed, each difference into one: see TypePoll. */
export class Poller {
	private readonly scope: Pick<Scope, 'feed' | 'ledger' | 'clock'>;
	private readonly source: PolledSource;
	private readonly options: PollerOptions;
	/** Polls of each type in this process that came to their end. */
	private readonly polls = new Map<string, number>();
	private readonly unsettled = new Map<string, Unsettled>();

	constructor(scope: Pick<Scope, 'feed' | 'ledger' | 'clock'>, source: PolledSource, options: Partial<PollerOptions> = {}) {
		this.scope = scope;
		this.source = source;
		this.options = { ...DEFAULT_OPTIONS, ...options };
	}

	/**
	 * Asks for all types once. One that fails keeps its position for the next poll, and the others are asked all the same;
	 * throws the first error then. Ends after the page at hand when `stop` is aborted.
	 */
	async poll(stop?: AbortSignal): Promise<void> {
		const errors: unknown[] = [];
		for (const type of await this.source.types()) {
			if (stop?.aborted === true) break;
			await this.pollType(type, stop).catch((error: unknown) => errors.push(error));
		}
		if (errors.length > 0) throw errors[0];
	}

	private async pollType(type: string, stop: AbortSignal | undefined): Promise<void> {
		const { scope, source } = this;
		const { overlapMs, pollsPerDeleted } = this.options;
		const polls = this.polls.get(type) ?? 0;
		const unsettled = this.unsettled.get(type) ?? new Unsettled();
		this.unsettled.set(type, unsettled);
		await new TypePoll({ scope, source, type, overlapMs, stop, unsettled }).run(polls % pollsPerDeleted === 0);
		this.polls.set(type, polls + 1);
	}
}
