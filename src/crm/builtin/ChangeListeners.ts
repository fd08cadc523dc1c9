import type { DatabaseWatch } from './DatabaseWatch';

/** How often another process's writes are looked for, in milliseconds. */
const POLL_MS = 500;

/**
 * Whom to tell that there may be new changes. Writes of this process are told right after their commit; those of
 * others are noticed by asking the database, which happens only while somebody listens.
 */
export class ChangeListeners {
	private readonly listeners = new Set<() => void>();
	private readonly watch: DatabaseWatch;
	private readonly outside: <T>(work: () => T) => T;
	private timer: NodeJS.Timeout | undefined;
	private lastCommit: unknown;
	private lastChange: unknown;
	private announced = false;

	/** `outside` runs code free of the transaction of whoever caused it. */
	constructor(watch: DatabaseWatch, outside: <T>(work: () => T) => T) {
		this.watch = watch;
		this.outside = outside;
	}

	/** Returns the function that ends it. */
	add(listener: () => void): () => void {
		// A function of its own per call, so that one listener added twice is two.
		const entry = () => listener();
		this.listeners.add(entry);
		this.startPolling();
		return () => {
			this.listeners.delete(entry);
			if (this.listeners.size === 0) this.stopPolling();
		};
	}

	/** Soon, and once for many calls in a row. */
	announce(): void {
		if (this.announced || this.listeners.size === 0) return;
		this.announced = true;
		this.outside(() => setImmediate(() => this.callAll()));
	}

	close(): void {
		this.listeners.clear();
		this.stopPolling();
	}

	private callAll(): void {
		this.announced = false;
		for (const listener of [...this.listeners]) {
			try {
				listener();
			} catch (error) {
				// Nobody waits for a listener, and the others must still be called.
				process.emitWarning(error instanceof Error ? error : String(error));
			}
		}
	}

	private startPolling(): void {
		if (this.timer !== undefined) return;
		this.lastCommit = this.watch.commitMarker();
		this.lastChange = this.watch.feedMarker();
		this.timer = this.outside(() => setInterval(() => this.poll(), POLL_MS));
		this.timer.unref();
	}

	private stopPolling(): void {
		clearInterval(this.timer);
		this.timer = undefined;
	}

	/** Most commits of other processes are their own book-keeping: only those that made the feed longer count. */
	private poll(): void {
		const commit = this.watch.commitMarker();
		if (commit === this.lastCommit) return;
		this.lastCommit = commit;
		const change = this.watch.feedMarker();
		if (change === this.lastChange) return;
		this.lastChange = change;
		this.announce();
	}
}
