import { openBackend, connectionKey, type Backend, type ConnectionOptions } from '../../../crm/backends';
import { later, type Clock } from '../../../model/clock';
import type { Connection } from '../delivery/Connection';
import { FeedReader } from '../delivery/FeedReader';
import { Heartbeat } from '../delivery/Heartbeat';
import { LocalRuns } from '../delivery/LocalRuns';
import { RunWatch } from '../delivery/RunWatch';
import { processClock } from '../processClock';
import { scopeOf } from '../Scope';
import { PollSource } from '../service/chores/PollSource';
import { RemoveOld } from '../service/chores/RemoveOld';
import { ServedTriggers } from '../service/chores/ServedTriggers';
import { StageVisits } from '../service/chores/StageVisits';
import { TakeReplays } from '../service/chores/TakeReplays';
import { Timers } from '../service/chores/Timers';
import type { LoadTimerHandlers } from '../service/timers/TimerHandler';
import type { LoadReactions } from '../service/reactions/Reaction';
import { Reactions } from '../service/reactions/Reactions';
import { Service } from '../service/Service';

/** An open connection; give it back with `release` when done. */
export interface OpenConnection extends Connection {
	readonly service: Service;
	/** See `Backend.serveAlone`. The answer ends it; calling that twice is harmless. */
	serveAlone(): Promise<() => void>;
	/** Gives it back. The connection closes a while after the last one did. Calling it again does nothing. */
	release(): void;
}

/** What a connection gets from outside of the engine. */
export interface Surroundings {
	/** Default: `processClock`. */
	clock?: Clock;
	/** What the background service does for every change; without them nothing follows by itself. */
	reactions?: LoadReactions;
	/** What is done at moments that were set before, beside starting workflows. */
	timers?: LoadTimerHandlers;
}

/** How long an unused connection stays open, in milliseconds: the next node of a run comes sooner than that. */
const IDLE_CLOSE_MS = 30_000;

interface Connected extends Connection {
	readonly service: Service;
	readonly backend: Backend;
}

interface Shared {
	connection: Promise<Connected>;
	users: number;
	clock: Clock;
	reactions?: LoadReactions;
	timers?: LoadTimerHandlers;
	/** Ends the wait for its end. */
	keep?: () => void;
}

/**
 * All connections of this process, one per database, shared by every trigger and every run. It lives on `globalThis`
 * under a name that carries this build's version: n8n purges and reloads a package's modules on update while old
 * triggers still run, and both generations must keep working beside each other.
 */
class Hub {
	private readonly connections = new Map<string, Shared>();

	async open(
		options: ConnectionOptions,
		timeZone: string,
		{ clock = processClock(), reactions, timers }: Surroundings,
	): Promise<OpenConnection> {
		const key = connectionKey(options);
		const shared = this.connections.get(key) ?? this.connect(key, options, clock, timeZone);
		// Who needs none may have opened the connection first.
		shared.reactions ??= reactions;
		shared.timers ??= timers;
		shared.users++;
		shared.keep?.();
		let released = false;
		const release = () => {
			if (released) return;
			released = true;
			this.giveBack(key, shared);
		};
		try {
			const { backend, scope, reader, heartbeat, runs, watch, replays, service } = await shared.connection;
			const serveAlone = async () => (await backend.serveAlone?.()) ?? (() => undefined);
			return { scope: scopeOf(scope, clock, timeZone), reader, heartbeat, runs, watch, replays, service, serveAlone, release };
		} catch (error) {
			release();
			throw error;
		}
	}

	/** Closes everything at once; for the end of a process or a test. */
	async close(): Promise<void> {
		const all = [...this.connections.values()];
		this.connections.clear();
		await Promise.all(
			all.map(async (shared) => {
				shared.keep?.();
				await disconnect(shared);
			}),
		);
	}

	private connect(key: string, options: ConnectionOptions, clock: Clock, timeZone: string): Shared {
		const shared: Shared = {
			connection: connect(options, clock, timeZone, {
				reactions: async () => (await shared.reactions?.()) ?? [],
				timers: async () => (await shared.timers?.()) ?? [],
			}),
			users: 0,
			clock,
		};
		this.connections.set(key, shared);
		// A failed attempt is not kept: the next node tries again.
		shared.connection.catch(() => {
			if (this.connections.get(key) === shared) this.connections.delete(key);
		});
		return shared;
	}

	private giveBack(key: string, shared: Shared): void {
		shared.users--;
		if (shared.users > 0 || this.connections.get(key) !== shared) return;
		shared.keep = later(shared.clock, IDLE_CLOSE_MS, () => {
			this.connections.delete(key);
			void disconnect(shared);
		});
	}
}

async function connect(
	options: ConnectionOptions,
	clock: Clock,
	timeZone: string,
	{ reactions, timers }: { reactions: LoadReactions; timers: LoadTimerHandlers },
): Promise<Connected> {
	const backend = await openBackend(options, clock);
	const scope = scopeOf(backend, clock, timeZone);
	const reader = new FeedReader(scope);
	const replays = new TakeReplays(scope);
	const heartbeat = new Heartbeat(scope);
	const runs = new LocalRuns(clock);
	return {
		backend,
		scope,
		reader,
		heartbeat,
		runs,
		watch: new RunWatch(scope, heartbeat, runs),
		replays,
		service: new Service(scope, [
			new ServedTriggers(scope),
			replays,
			new RemoveOld(scope),
			new Reactions(scope, reader, reactions),
			new Timers(scope, reader, timers),
			new StageVisits(scope, reader),
			...(backend.source === undefined ? [] : [new PollSource(scope, backend.source.poll)]),
		]),
	};
}

/** Closing is best effort: what could not be opened, or fails to close, has nothing more to give. */
async function disconnect(shared: Shared): Promise<void> {
	try {
		const { backend, heartbeat, watch, service } = await shared.connection;
		heartbeat.stop();
		watch.stop();
		await service.close();
		await backend.close();
	} catch {
		// Nothing to do.
	}
}

const HUB_VERSION = '5';
const SLOT = Symbol.for(`crmflow.${HUB_VERSION}`);

function hub(): Hub {
	const shared = globalThis as { [SLOT]?: Hub };
	return (shared[SLOT] ??= new Hub());
}

/**
 * Opens, or joins, the connection to a CRM. `timeZone`: that of dates and working time where nothing else names one, an IANA
 * name. Throws storage, unavailable.
 */
export async function openConnection(
	options: ConnectionOptions,
	timeZone: string,
	surroundings: Surroundings = {},
): Promise<OpenConnection> {
	return await hub().open(options, timeZone, surroundings);
}

/** Closes all connections of this process at once. */
export async function closeConnections(): Promise<void> {
	await hub().close();
}
