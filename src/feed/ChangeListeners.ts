import type { DatabaseWatch } from './DatabaseWatch';

/**
 * Whom to tell that there may be new changes. Writes of this process are told right after their commit; those of
 * others are noticed by watching the database, which happens only while somebody listens.
 */
export class ChangeListeners {
	private readonly listeners = new Set<() => void>();
	private readonly watch: DatabaseWatch;
	private readonly outside: <T>(work: () => T) => T;
	private endWatching: (() => void) | undefined;
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
		this.endWatching ??= this.outside(() => this.watch.begin(() => this.announce()));
		return () => {
			this.listeners.delete(entry);
			if (this.listeners.size === 0) this.stopWatching();
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
		this.stopWatching();
	}

	private stopWatching(): void {
		this.endWatching?.();
		this.endWatching = undefined;
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
}
