import { setTimeout as sleep } from 'node:timers/promises';

export interface Program {
	readonly pid: number;
	readonly running: boolean;
	/** Fulfilled when it has ended, for whatever reason. */
	readonly ended: Promise<unknown>;
	kill(): Promise<void>;
}

/** Starts one and resolves when it is ready; `onSpawned` is called before that. */
export type Launch<P extends Program> = (onSpawned: (program: P) => void) => Promise<P>;

/** Between the end of a program and the start of the next one, in milliseconds. */
const PAUSE_MS = 300;
/** This many starts in a row that fail, without a kill, end the run. */
const MOST_FAILURES = 10;

/** Keeps a program going, as a service manager does: whenever it has ended, for whatever reason, it is started again. */
export class Keeper<P extends Program> {
	/** How often it has ended without having been killed by us. */
	endedByItself = 0;
	private readonly launch: Launch<P>;
	private spawned: P | undefined;
	private ready: P | undefined;
	private killed = false;
	private closed = false;
	private failure: unknown;
	private going: Promise<void> | undefined;

	constructor(launch: Launch<P>) {
		this.launch = launch;
	}

	/** The one that is ready just now. */
	get current(): P | undefined {
		return this.ready?.running === true ? this.ready : undefined;
	}

	/** Of the one that runs just now, ready or not. */
	get pid(): number | undefined {
		return this.spawned?.running === true ? this.spawned.pid : undefined;
	}

	/**
	 * Starts it, if need be, and resolves when it is ready.
	 * @throws what its start says, when it fails again and again
	 */
	async started(): Promise<P> {
		this.going ??= this.keepGoing();
		for (;;) {
			if (this.current !== undefined) return this.current;
			if (this.failure !== undefined) throw this.failure;
			await sleep(20);
		}
	}

	/** The next one is on its way when this resolves. */
	async kill(): Promise<void> {
		this.killed = true;
		await this.spawned?.kill();
	}

	async end(): Promise<void> {
		this.closed = true;
		await this.kill();
		await this.going;
	}

	private async keepGoing(): Promise<void> {
		for (let failures = 0; !this.closed && failures < MOST_FAILURES; failures++) {
			this.killed = false;
			try {
				this.ready = await this.launch((program) => (this.spawned = program));
				failures = 0;
				await this.ready.ended;
			} catch (error) {
				if (this.killed) failures = 0;
				else if (failures === MOST_FAILURES - 1) this.failure = error;
			}
			if (!this.killed) this.endedByItself++;
			await sleep(PAUSE_MS);
		}
	}
}
