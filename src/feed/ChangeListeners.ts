import type { DatabaseWatch, Noticed } from './DatabaseWatch';

/**
 * Whom to tell that there may be new changes, or a signal. Writes of this process are told right after their commit; those of
 * others are noticed by watching the database, which happens only while somebody listens.
 */
export class ChangeListeners {
	private readonly listeners = new Set<{ to: Noticed; listener: () => void }>();
	private readonly watch: DatabaseWatch;
	private readonly outside: <T>(work: () => T) => T;
	private endWatching: (() => void) | undefined;
	private readonly announced = new Set<Noticed>();

	/** `outside` runs code outside of the transaction that caused it. */
	constructor(watch: DatabaseWatch, outside: <T>(work: () => T) => T) {
		this.watch = watch;
		this.outside = outside;
	}

	/** Returns the function that ends it. */
	add(listener: () => void, to: Noticed = 'changes'): () => void {
		const registered = { to, listener };
		this.listeners.add(registered);
		this.endWatching ??= this.outside(() => this.watch.begin((what) => this.announce(what)));
		return () => {
			this.listeners.delete(registered);
			if (this.listeners.size === 0) this.stopWatching();
		};
	}

	/** Soon, and once for many calls in a row. */
	announce(what: Noticed = 'changes'): void {
		if (this.announced.has(what) || this.listeners.size === 0) return;
		this.announced.add(what);
		this.outside(() => setImmediate(() => this.callAll(what)));
	}

	close(): void {
		this.listeners.clear();
		this.stopWatching();
	}

	private stopWatching(): void {
		this.endWatching?.();
		this.endWatching = undefined;
	}

	private callAll(what: Noticed): void {
		this.announced.delete(what);
		for (const { to, listener } of [...this.listeners]) {
			if (to !== what) continue;
			try {
				listener();
			} catch (error) {
				// Nobody waits for a listener, and the others must still be called.
				process.emitWarning(error instanceof Error ? error : String(error));
			}
		}
	}
}
