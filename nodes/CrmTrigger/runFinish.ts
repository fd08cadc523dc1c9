import type { IExecuteFunctions } from 'n8n-workflow';

/** What `onExecutionFinish` is made of: older versions of n8n have it, and do not offer it. */
interface WithHooks {
	additionalData?: {
		hooks?: { addHandler?(name: 'workflowExecuteAfter', handler: (run: { status?: string; waitTill?: unknown }) => Promise<void>): void };
	};
}

/**
 * Calls `ended` when the run has ended, in the process where it is; not when it goes to sleep. Before 2.30 or so n8n had no method
 * for that: 1.123, 2.0 and 2.20 have not. Without it a run of which another process waits for the end would seem to go on until
 * its lease is over.
 */
export function onRunFinish(context: IExecuteFunctions, ended: () => Promise<void>): void {
	if (typeof context.onExecutionFinish === 'function') return context.onExecutionFinish(ended);
	const hooks = (context as unknown as WithHooks).additionalData?.hooks;
	hooks?.addHandler?.('workflowExecuteAfter', async ({ status, waitTill }) => {
		if (status !== 'waiting' && !waitTill) await ended().catch(() => undefined);
	});
}
