import { Listener } from '../../sql/postgres/Listener';
import type { PostgresAddress } from '../../sql/postgres/PostgresAddress';
import { FEED_SIGNALS, type FeedSignal } from '../ChangeFeed';
import type { DatabaseWatch, Noticed } from '../DatabaseWatch';

/** How often changes are looked for without a notice, in milliseconds: should one be lost, this is the longest delay. */
const POLL_MS = 15_000;
/** Changes that an open transaction holds back are looked for again; its rollback is not announced. In milliseconds. */
const FIRST_LOOK_MS = 20;
const LONGEST_LOOK_MS = 1_000;

const ALL: readonly Noticed[] = ['changes', ...FEED_SIGNALS];

/**
 * The triggers announce each transaction that made the feed longer, on the channel that is called like the schema. Signals are
 * announced there too, by their name.
 */
export class PostgresWatch implements DatabaseWatch {
	private readonly address: PostgresAddress;
	private readonly ownProcesses: ReadonlySet<number>;
	private noticed: ((what: Noticed) => void) | undefined;
	private listener: Listener | undefined;
	private poll: NodeJS.Timeout | undefined;
	private look: NodeJS.Timeout | undefined;
	private lookMs = FIRST_LOOK_MS;
	private ending: Promise<void> = Promise.resolve();

	/** `ownProcesses`: those of the server whose writes this process tells its listeners itself. */
	constructor(address: PostgresAddress, ownProcesses: ReadonlySet<number>) {
		this.address = address;
		this.ownProcesses = ownProcesses;
	}

	/** Nothing here knows at once what others have committed: what is kept in memory is checked against the database. */
	readonly commitMarker = (): unknown => Symbol('unknown');

	begin(noticed: (what: Noticed) => void): () => void {
		this.noticed = noticed;
		this.poll = setInterval(() => noticed('changes'), POLL_MS).unref();
		this.listener = new Listener(this.address, this.address.schema, (notice) => {
			if (notice === undefined) for (const what of ALL) noticed(what);
			else if (!this.ownProcesses.has(notice.serverProcess)) noticed(notice.text === '' ? 'changes' : (notice.text as FeedSignal));
		});
		return () => this.end();
	}

	/** Told after each reading of the feed. */
	heldBack(heldBack: boolean): void {
		if (!heldBack) {
			this.lookMs = FIRST_LOOK_MS;
			return;
		}
		if (this.look !== undefined || this.noticed === undefined) return;
		this.look = setTimeout(() => {
			this.look = undefined;
			this.noticed?.('changes');
		}, this.lookMs).unref();
		this.lookMs = Math.min(this.lookMs * 2, LONGEST_LOOK_MS);
	}

	async close(): Promise<void> {
		this.end();
		await this.ending;
	}

	private end(): void {
		this.noticed = undefined;
		clearInterval(this.poll);
		clearTimeout(this.look);
		this.look = undefined;
		const { listener } = this;
		this.listener = undefined;
		if (listener !== undefined) this.ending = Promise.all([this.ending, listener.close()]).then(() => undefined);
	}
}
