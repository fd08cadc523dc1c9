import { Poller } from '../../../src/automation/engine/sources/Poller';
import { scopeOf } from '../../../src/automation/engine/Scope';
import type { Backend } from '../../../src/crm/backends';
import type { ChangeDraft, ChangeFeed } from '../../../src/feed/ChangeFeed';
import { refKey, type RecordRef, type Values } from '../../../src/model/record';
import type { ContractSubject } from './ContractSubject';
import type { MovableClock } from './MovableClock';
import { TEST_SCHEMA } from './schema';
import type { OpenStore, Store, StoreSubject } from './StoreSubject';
import { NOBODY } from './World';

/** How a test makes changes: records of the types `visit` and `clinic`. */
export interface Recording {
	create(type: string, count: number): Promise<RecordRef[]>;
	/** Writes a note; records that have it already are not changed. */
	note(refs: readonly RecordRef[], note: string): Promise<void>;
	remove(refs: readonly RecordRef[]): Promise<void>;
	/** Writes of other kinds that this CRM has. */
	readonly others: ReadonlyArray<() => Promise<unknown>>;
}

/** An open feed, and what fills it. */
export interface RecordedStore extends Store {
	readonly records: Recording;
}

/** A feed under test with what fills it. */
export interface FeedSubject {
	readonly name: string;
	openFresh(): Promise<OpenStore<RecordedStore>>;
}

/** The feed that the CRM itself fills when it is written to. */
export function captured(subject: ContractSubject): FeedSubject {
	return {
		name: `the feed of the ${subject.name}, as it captures changes`,
		async openFresh() {
			const open = await subject.openFresh();
			await open.define(TEST_SCHEMA);
			return recorded(open, (backend: Backend) => writing(backend));
		},
	};
}

/** The feed of a CRM that is asked what it has: each look finds one change, so that they come in the order in which they were made. */
export function polled(subject: ContractSubject): FeedSubject {
	return {
		name: `the feed of ${subject.name}, as it is asked`,
		async openFresh() {
			const open = await subject.openFresh();
			await open.define(TEST_SCHEMA);
			await open.hire([{ name: 'Ada' }]);
			await open.settle!();
			return recorded(open, (backend: Backend) => asking(backend, open.clock));
		},
	};
}

/** The same feed, or that of a CRM that keeps its data elsewhere, filled by us. */
export function appended(subject: StoreSubject): FeedSubject {
	return {
		name: `the feed of the ${subject.name}, as changes are appended`,
		async openFresh() {
			const open = await subject.openFresh();
			const present = new Map<string, Values>();
			return recorded(open, ({ feed }: Store) => appending(feed, open.clock, present, subject.textIds));
		},
	};
}

function recorded<S extends Store>(open: OpenStore<S>, recording: (store: S) => Recording): OpenStore<RecordedStore> {
	const adorned = (store: S): RecordedStore => ({ feed: store.feed, ledger: store.ledger, close: store.close, records: recording(store) });
	return {
		get backend() {
			return adorned(open.backend);
		},
		clock: open.clock,
		reopen: async () => await open.reopen(),
		openAnother: async () => adorned(await open.openAnother()),
		discard: async () => await open.discard(),
	};
}

let made = 0;

function writing({ crm }: Backend): Recording {
	const title = () => `Record ${++made}`;
	return {
		async create(type, count) {
			const drafts = Array.from({ length: count }, () => ({ values: { title: title() } }));
			return (await crm.create(type, drafts, NOBODY)).map(({ id }) => ({ type, id }));
		},
		async note(refs, note) {
			const values = (type: string): Values => (type === 'clinic' ? { title: note } : { note });
			for (const [type, group] of Map.groupBy(refs, (ref) => ref.type)) {
				await crm.update(
					type,
					group.map(({ id }) => ({ id, values: values(type) })),
					NOBODY,
				);
			}
		},
		remove: async (refs) => void (await crm.remove(refs, NOBODY)),
		others: [
			...(crm.users.create === undefined ? [] : [async () => await crm.users.create!([{ name: title() }], NOBODY)]),
			async () => await crm.tasks.create([{ title: title(), responsibleId: (await crm.users.find())[0]!.id }], NOBODY),
		],
	};
}

function asking(backend: Backend, clock: MovableClock): Recording {
	const { create, note, remove, others } = writing(backend);
	// A test turns the clock back by half an hour.
	const poller = new Poller(scopeOf(backend, clock, 'UTC'), backend.source!.poll, { pollsPerDeleted: 1, overlapMs: 3_600_000 });
	return {
		async create(type, count) {
			const refs: RecordRef[] = [];
			for (let written = 0; written < count; written++) {
				refs.push(...(await create(type, 1)));
				await poller.poll();
			}
			return refs;
		},
		async note(refs, text) {
			for (const ref of refs) {
				await note([ref], text);
				await poller.poll();
			}
		},
		async remove(refs) {
			for (const ref of refs) {
				await remove([ref]);
				await poller.poll();
			}
		},
		others: others.map((write) => async () => {
			await write();
			await poller.poll();
		}),
	};
}

/** `present`: what each record is like now, so that its changes follow from each other. */
function appending(feed: ChangeFeed, clock: MovableClock, present: Map<string, Values>, textIds: boolean): Recording {
	const change = (ref: RecordRef, after: Values | undefined): ChangeDraft => {
		const before = present.get(refKey(ref));
		if (after === undefined) present.delete(refKey(ref));
		else present.set(refKey(ref), after);
		return {
			ref,
			kind: before === undefined ? 'created' : after === undefined ? 'deleted' : 'updated',
			at: clock.text,
			...(before === undefined ? {} : { before }),
			...(after === undefined ? {} : { after }),
		};
	};
	return {
		async create(type, count) {
			const refs = Array.from({ length: count }, () => ({ type, id: textIds ? `ö'${++made}/x"` : String(++made) }));
			await feed.append(refs.map((ref) => change(ref, { title: `Record ${ref.id}` })));
			return refs;
		},
		async note(refs, note) {
			const different = refs.filter((ref) => present.get(refKey(ref))?.note !== note);
			await feed.append(different.map((ref) => change(ref, { ...present.get(refKey(ref)), note })));
		},
		remove: async (refs) => void (await feed.append(refs.map((ref) => change(ref, undefined)))),
		others: [],
	};
}
