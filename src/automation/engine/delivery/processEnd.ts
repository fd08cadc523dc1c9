/** What a system, Docker or a person at the keyboard sends to a program that is to end. */
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

let watching = false;
let ending = false;

/**
 * From now on it is known whether this process is about to end: n8n closes triggers in the same way when it is stopped and when a
 * workflow is switched off. A signal that nobody else listens to is left alone: it ends the process by itself.
 */
export function watchProcessEnd(): void {
	if (watching) return;
	watching = true;
	const noteEnd = () => {
		ending = true;
	};
	for (const signal of SIGNALS) if (process.listenerCount(signal) > 0) process.prependOnceListener(signal, noteEnd);
}

/** Whether it was told to end. */
export function isEnding(): boolean {
	return ending;
}
