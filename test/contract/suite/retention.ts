import { thisProcess } from '../../../src/automation/engine/delivery/owner';
import { RemoveOld, type Removed, type RemoveOldOptions } from '../../../src/automation/engine/service/chores/RemoveOld';
import { ServedTriggers } from '../../../src/automation/engine/service/chores/ServedTriggers';
import { SERVICE, Service } from '../../../src/automation/engine/service/Service';
import type { StoredDelivery, TriggerIdentity } from '../../../src/ledger/Ledger';
import type { StoreSubject } from '../support/StoreSubject';
import { changesSince, NO_CURSOR } from '../support/feed';
import { openStoreFor, type StoreWorld } from '../support/StoreWorld';
import { only } from '../support/World';

const HOUR = 3600_000;
const DAY = 24 * HOUR;

/** What the service removes of the feed and the ledger, and what it must not. */
export function describeRetention(subject: StoreSubject): void {
	describe('retention', () => {
		// A world per test: what is removed depends on all that is there.
		describe('of changes', () => {
			const old = inWorld(subject);

			it('those go that every trigger has seen and that are older than 30 days; the others stay', async () => {
				await old.visits(3);
				await old.trigger('reader', await old.world.feed.head());
				await old.pass(20);
				const young = await old.visits(2);
				expect((await old.lookAfter(11, ['reader'])).changes).toBe(3);
				expect(await old.changeIds()).toEqual(young);
			});

			it('a trigger reads on from its cursor, without a gap; a cursor from before is known to be too old', async () => {
				const cursor = await old.cursorOf('reader');
				const page = await old.world.feed.read(cursor, 10);
				expect([page.changes.map(({ id }) => id), page.reset ?? false]).toEqual([await old.changeIds(), false]);
				expect((await old.world.feed.read(NO_CURSOR, 10)).reset).toBe(true);
			});
		});

		describe('of changes that a trigger has not seen', () => {
			const old = inWorld(subject);

			it('they stay, however old, as long as the trigger is served', async () => {
				await old.visits(2);
				await old.trigger('slow', await old.world.feed.head());
				const unseen = await old.visits(3);
				await old.trigger('fast', await old.world.feed.head());
				expect((await old.lookAfter(90, ['slow', 'fast'])).changes).toBe(2);
				expect(await old.changeIds()).toEqual(unseen);
			});

			it('a cursor that is not of this feed keeps everything', async () => {
				await old.trigger('slow', 'another-feed:1000');
				expect((await old.lookAfter(90, ['slow', 'fast'])).changes).toBe(0);
			});

			it('they go with a trigger that nobody has served for 30 days', async () => {
				const removed = await old.lookAfter(31, ['fast']);
				expect([removed.subscriptions, removed.changes]).toEqual([1, 3]);
				expect(await old.world.ledger.subscriptions.get('slow', 'node')).toBeUndefined();
				expect(await old.changeIds()).toEqual([]);
			});

			it('a feed without changes continues with the next number', async () => {
				const cursor = await old.world.feed.head();
				const [next] = await old.visits(1);
				const page = await old.world.feed.read(cursor, 10);
				expect([page.changes.map(({ id }) => id), page.reset ?? false]).toEqual([[next], false]);
			});
		});

		describe('of deliveries', () => {
			const old = inWorld(subject);

			it('finished ones go after 30 days; open ones stay, and with them their change and those after it', async () => {
				const [first, second, third] = (await old.visits(3)) as [string, string, string];
				const reader = await old.trigger('reader', await old.world.feed.head());
				const done = await old.delivery(reader, first, 'done');
				const failed = await old.delivery(reader, third, 'failed');
				const open = await old.delivery(reader, second);
				await old.pass(29);
				const late = await old.delivery(reader, third, 'done', 1);
				expect(await old.lookAfter(2, ['reader'])).toEqual({ subscriptions: 0, deliveries: 2, changes: 1, effects: 0, stageVisits: 0 });
				expect(await old.left(done, failed, open, late)).toEqual([open, late]);
				expect(await old.changeIds()).toEqual([second, third]);
			});

			it('those of a trigger that has expired go as well, open or not, with what it remembers of records', async () => {
				const gone = await old.trigger('gone', await old.world.feed.head());
				const [change] = (await old.visits(1)) as [string];
				const open = await old.delivery(gone, change);
				await old.world.ledger.lastStarts.save(gone, [{ recordKey: 'visit/1', changeId: change, at: old.world.clock.text }]);
				const removed = await old.lookAfter(31, ['reader']);
				expect(removed.subscriptions).toBe(1);
				expect(await old.left(open)).toEqual([]);
				expect((await old.world.ledger.lastStarts.find(gone, ['visit/1'])).size).toBe(0);
			});
		});

		describe('of effects', () => {
			const old = inWorld(subject);

			it('they go after 180 days, long after the changes that caused them', async () => {
				await old.effects('old', 3);
				await old.pass(100);
				await old.effects('young', 2);
				expect((await old.lookAfter(70)).effects).toBe(0);
				expect((await old.lookAfter(11)).effects).toBe(3);
				expect([...(await old.world.ledger.effects.find(['old-0', 'old-2', 'young-0', 'young-1'])).keys()].sort()).toEqual([
					'young-0',
					'young-1',
				]);
			});
		});

		describe('of much', () => {
			const old = inWorld(subject);

			it('it goes in small parts, and others write in between', async () => {
				const changes = await old.visits(2_100);
				const reader = await old.trigger('reader', await old.world.feed.head());
				const rows = await old.world.ledger.deliveries.add(
					changes.map((changeId) => ({ ...reader, changeId, replay: 0, recordKey: 'visit/1' })),
					old.world.clock.text,
				);
				await old.world.ledger.deliveries.finish(
					rows.slice(1).map(({ id }) => id),
					{ state: 'done', at: old.world.clock.text, error: null },
				);
				await old.world.ledger.deliveries.finish([rows[0]!.id], { state: 'failed', at: old.world.clock.text, error: 'No.' });
				await old.effects('step', 1_500);
				await old.pass(200);
				const writing = old.writeUntilDone();
				const removed = await old.lookAfter(0, ['reader'], { batch: 100, pauseMs: 1 });
				expect(removed).toEqual({ subscriptions: 0, deliveries: 2_100, changes: 2_100, effects: 1_500, stageVisits: 0 });
				const written = await writing();
				expect(written.length).toBeGreaterThan(10);
				expect(await old.changeIds()).toEqual(written);
			});
		});

		describe('and who does it', () => {
			const old = inWorld(subject);
			const another = 'another-host|1|aaaaaaaa';
			const lease = async () => await old.world.ledger.leases.get(SERVICE);

			it('not this process while another one has the lease', async () => {
				await old.visits(1);
				const until = new Date(old.world.clock.now().getTime() + 100 * DAY).toISOString();
				await old.world.ledger.leases.take(SERVICE, undefined, another, until);
				await old.pass(40);
				const service = await old.service('any');
				expect(await old.changeIds()).toHaveLength(1);
				await service.close();
				expect(await lease()).toEqual({ owner: another, until, doneAt: null });
			});

			it('this process when the lease of the other is over, from then on, at most once an hour', async () => {
				await old.pass(61);
				const service = await old.service('any');
				expect(await old.changeIds()).toEqual([]);
				const doneAt = old.world.clock.text;
				expect(await lease()).toMatchObject({ owner: thisProcess, doneAt });
				await old.passing(HOUR / 2, service);
				expect(await lease()).toMatchObject({ owner: thisProcess, doneAt });
				await old.passing(HOUR / 2, service);
				expect(await lease()).toMatchObject({ owner: thisProcess, doneAt: old.world.clock.text });
				await service.close();
				expect((await lease())?.owner).toBeNull();
			});

			it('nobody right after n8n was off for days: its triggers must come back first', async () => {
				await old.visits(1);
				await old.trigger('late', await old.world.feed.head());
				await old.pass(60);
				const service = await old.service('any');
				expect([(await old.changeIds()).length, (await lease())?.doneAt]).toEqual([1, old.world.clock.text]);
				service.serve({ workflowId: 'late', nodeId: 'node' }, fail);
				for (let quarter = 0; quarter < 4; quarter++) await old.passing(HOUR / 4, service);
				expect(await old.changeIds()).toEqual([]);
				expect(await old.world.ledger.subscriptions.get('late', 'node')).toBeDefined();
				await service.close();
			});
		});
	});
}

function fail(error: unknown): never {
	throw error;
}

/** A store of its own in which time passes. */
function inWorld(subject: StoreSubject): OldWorld {
	return new OldWorld(openStoreFor(subject));
}

class OldWorld {
	readonly world: StoreWorld;
	private made = 0;

	constructor(world: StoreWorld) {
		this.world = world;
	}

	/** The service of a process with one open trigger, after its first round. */
	async service(workflowId: string): Promise<Service> {
		const scope = this.world;
		const service = new Service(scope, [new ServedTriggers(scope), new RemoveOld(scope, { firstMs: 0, batch: 50, pauseMs: 0 })]);
		service.serve({ workflowId, nodeId: 'node' }, fail);
		await service.settled();
		return service;
	}

	/** What is due then has been done when it resolves. */
	async passing(milliseconds: number, service: Service): Promise<void> {
		this.world.clock.advance(milliseconds);
		await new Promise((resolve) => setImmediate(resolve));
		await service.settled();
	}

	async pass(days: number): Promise<void> {
		this.world.clock.advance(days * DAY);
	}

	/** What one look removes after so many days in which these triggers were served, and the service ran. */
	async lookAfter(days: number, served: readonly string[] = [], options: Partial<RemoveOldOptions> = {}): Promise<Removed> {
		await this.pass(days);
		const scope = this.world;
		const context = {
			served: () => served.map((workflowId) => ({ workflowId, nodeId: 'node' })),
			stop: new AbortController().signal,
			wake: () => undefined,
			replan: () => undefined,
			report: fail,
		};
		const presence = new ServedTriggers(scope);
		await presence.begin(context);
		await presence.work();
		const { leases } = this.world.ledger;
		await leases.take(SERVICE, await leases.get(SERVICE), thisProcess, this.world.clock.text);
		const removal = new RemoveOld(scope, { batch: 50, pauseMs: 0, ...options });
		const doneAt = new Date(this.world.clock.now().getTime() - HOUR).toISOString();
		await removal.begin({ ...context, lease: { owner: thisProcess, until: this.world.clock.text, doneAt } });
		const removed = await removal.remove();
		await removal.end();
		return removed;
	}

	/** Changes of new records; their ids. */
	async visits(count: number): Promise<string[]> {
		return await this.world.feed.append(
			Array.from({ length: count }, () => ({
				ref: { type: 'visit', id: String(++this.made) },
				kind: 'created',
				at: this.world.clock.text,
				after: { title: `Visit ${this.made}` },
			})),
		);
	}

	async changeIds(): Promise<string[]> {
		return (await changesSince(this.world.feed, NO_CURSOR)).map(({ id }) => id);
	}

	async trigger(workflowId: string, cursor: string): Promise<TriggerIdentity> {
		const { ledger, clock } = this.world;
		const trigger = { workflowId, nodeId: 'node' };
		await ledger.subscriptions.save({
			...trigger,
			workflowName: workflowId,
			nodeName: 'CRM Trigger',
			cursor,
			servedAt: clock.text,
			settings: '{}',
			activatedAt: clock.text,
		});
		return trigger;
	}

	async cursorOf(workflowId: string): Promise<string> {
		return (await this.world.ledger.subscriptions.get(workflowId, 'node'))!.cursor;
	}

	async delivery(trigger: TriggerIdentity, changeId: string, end?: 'done' | 'failed', replay = 0): Promise<StoredDelivery> {
		const { deliveries } = this.world.ledger;
		const added = only(await deliveries.add([{ ...trigger, changeId, replay, recordKey: 'visit/1' }], this.world.clock.text));
		if (end !== undefined) await deliveries.finish([added.id], { state: end, at: this.world.clock.text, error: null });
		return (await deliveries.get(added.id))!;
	}

	/** Those that are still there, as they were. */
	async left(...deliveries: StoredDelivery[]): Promise<StoredDelivery[]> {
		return [...(await this.world.ledger.deliveries.getMany(deliveries.map(({ id }) => id))).values()];
	}

	async effects(name: string, count: number): Promise<void> {
		await this.world.ledger.effects.store(
			Array.from({ length: count }, (_, index) => ({ key: `${name}-${index}`, fingerprint: 'f', result: '{}', at: this.world.clock.text })),
		);
	}

	/** Writes one record after the other; ends when asked, with the ids of their changes. */
	writeUntilDone(): () => Promise<string[]> {
		let done = false;
		const before = this.world.feed.head();
		const writing = (async () => {
			await before;
			while (!done) {
				await this.visits(1);
				// The pauses between the parts pass.
				this.world.clock.advance(1);
			}
		})();
		return async () => {
			done = true;
			await writing;
			return (await changesSince(this.world.feed, await before)).map(({ id }) => id);
		};
	}
}
