const TICK_MS = 50;

/**
 * The time that this process was given, in milliseconds, by counting its own ticks: on a busy machine a tick comes late and
 * is not made up for, so what a limit in this time says does not depend on what else the machine does.
 */
export function ownTime(): () => number {
	let ticks = 0;
	const timer = setInterval(() => ticks++, TICK_MS);
	timer.unref();
	return () => ticks * TICK_MS;
}
