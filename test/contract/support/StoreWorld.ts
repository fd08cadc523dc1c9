import type { MovableClock } from './MovableClock';
import type { OpenStore, Store } from './StoreSubject';

/** Opens a fresh store for the tests of the `describe` that calls this. */
export function openStoreFor<S extends Store>(subject: { openFresh(): Promise<OpenStore<S>> }): StoreWorld<S> {
	let open: OpenStore<S> | undefined;
	beforeAll(async () => {
		open = await subject.openFresh();
	});
	afterAll(async () => {
		await open?.discard();
	});
	return new StoreWorld(() => {
		if (open === undefined) throw new Error('The store is opened before the tests, not while they are listed.');
		return open;
	});
}

/** The store of a suite. Tests share it: each looks only at what it made. */
export class StoreWorld<S extends Store = Store> {
	private readonly open: () => OpenStore<S>;

	constructor(open: () => OpenStore<S>) {
		this.open = open;
	}

	get store(): S {
		return this.open().backend;
	}

	get feed(): S['feed'] {
		return this.open().backend.feed;
	}

	get ledger(): S['ledger'] {
		return this.open().backend.ledger;
	}

	get clock(): MovableClock {
		return this.open().clock;
	}

	async reopen(): Promise<void> {
		await this.open().reopen();
	}

	async openAnother(): Promise<S> {
		return await this.open().openAnother();
	}
}
