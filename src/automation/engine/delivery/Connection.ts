import type { TriggerIdentity } from '../../../ledger/Ledger';
import type { Scope } from '../Scope';
import type { FeedReader } from './FeedReader';
import type { Heartbeat } from './Heartbeat';
import type { LocalRuns } from './LocalRuns';
import type { ReplayTaker } from './ReplayTaker';
import type { RunWatch } from './RunWatch';

/** A CRM with its ledger, and what this process runs on it to deliver changes. */
export interface Connection {
	readonly scope: Scope;
	/** Reads the changes for all triggers of this process. */
	readonly reader: FeedReader;
	readonly heartbeat: Heartbeat;
	readonly runs: LocalRuns;
	/** Notices what n8n does not tell of them. */
	readonly watch: RunWatch;
	/** Calls those that were added when there are replays for them, until the answer is called. */
	readonly replays: { add(taker: ReplayTaker): () => void };
	/**
	 * What is done in the background while a trigger is open: `serve` says that one is, its answer that it is closed, and tells
	 * whether this process serves that trigger no more.
	 */
	readonly service: { serve(trigger: TriggerIdentity, report: (error: unknown) => void): () => boolean };
}
