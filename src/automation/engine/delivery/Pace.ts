import { later, type Clock } from '../../../model/clock';
import type { RunMode } from './options';

/**
 * When the next run may start: at once, when a batch is full or old enough, or at the next full quarter (or whatever the
 * interval is). It has a timer only while something waits.
 */
export class Pace {
	private readonly mode: RunMode;
	private readonly clock: Clock;
	private readonly ready: () => void;
	private timer: (() => void) | undefined;
	/** The wait is over for what is there now. */
	private due = false;

	constructor(mode: RunMode, clock: Clock, ready: () => void) {
		this.mode = mode;
		this.clock = clock;
		this.ready = ready;
	}

	/** Whether a run may start while that many changes wait; if not, `ready` is called when it may. */
	opens(waiting: number): boolean {
		if (waiting === 0) {
			this.rest();
			return false;
		}
		if (this.mode.kind === 'single' || this.due) return true;
		if (this.mode.kind === 'batch' && waiting >= this.mode.most) return true;
		this.timer ??= this.wait();
		return false;
	}

	/** A run was put together. In the background the round continues until nothing waits. */
	took(): void {
		if (this.mode.kind === 'batch') this.rest();
	}

	close(): void {
		this.timer?.();
	}

	private rest(): void {
		this.timer?.();
		this.timer = undefined;
		this.due = false;
	}

	private wait(): () => void {
		return later(this.clock, this.waitMs(), () => {
			this.timer = undefined;
			this.due = true;
			this.ready();
		});
	}

	private waitMs(): number {
		if (this.mode.kind === 'batch') return this.mode.waitMs;
		if (this.mode.kind === 'single') return 0;
		const interval = this.mode.everyMinutes * 60_000;
		return interval - (this.clock.now().getTime() % interval);
	}
}
