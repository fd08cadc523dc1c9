import type { CrmConnection } from '../../demo/library.ts';
import type { N8nClient } from '../../host/N8nClient.ts';
import type { WorkflowContent } from '../../host/n8nTypes.ts';
import type { SeededRandom } from '../../contract/support/SeededRandom.ts';
import type { PlainDatabase } from '../../host/PlainDatabase.ts';
import type { Moment } from '../Scene.ts';

export interface ArenaOptions {
	/** Everything is below it; below the project's root. */
	folder: string;
	/** The packed package. */
	tarball: string;
	random: SeededRandom;
	/** For n8n. */
	env: Record<string, string>;
}

/** Where chaos takes place: n8n, its databases, and what of it is killed. Made before anything of n8n runs. */
export interface Arena {
	/** The CRM, as another process beside n8n has it through the package. */
	readonly library: CrmConnection;
	/** The same, as any program has it. */
	readonly database: PlainDatabase;
	readonly targets: readonly Target[];
	/** Address of n8n, while it answers. */
	url(): string | undefined;
	/** Resolves when all is ready; the milliseconds that one process took to be. */
	start(): Promise<number>;
	/** Makes the workflow's nodes work with this CRM. */
	connect(client: N8nClient, content: WorkflowContent): Promise<WorkflowContent>;
	close(): Promise<void>;
}

/** Something that is killed with SIGKILL, and is started again after that. */
export interface Target {
	readonly name: string;
	/** What its kills aim at, one after the other, again and again. */
	readonly moments: readonly Moment[];
	/** The moments are about deliveries of this process; undefined: of anyone. */
	pid(): number | undefined;
	isReady(): boolean;
	/** @throws Error where it does not start any more */
	ready(): Promise<unknown>;
	/** The next one is on its way when this resolves. */
	kill(): Promise<void>;
	/** How often it has ended by itself. */
	readonly endedByItself: number;
}

/** Executions at the same time: no limit, as n8n is installed, or a small one, so that n8n has a queue of its own. */
const LIMITS = ['-1', '3'];
/**
 * When n8n is killed while it activates a workflow, the next one leaves that workflow alone until its lease of the
 * activation is over: two minutes, unless this says otherwise. Nothing is lost by that, it only takes time.
 */
const ACTIVATION_LEASE_SECONDS = '20';

/** The same for us: a process is believed gone after that, and what it had is taken over, instead of after a minute. */
const ALIVE_MS = '15000';

/** For each start of n8n. The first one has no limit, so that a run with one kill is what most people have. */
export function startEnvironment({ env, random }: ArenaOptions, first: boolean): Record<string, string> {
	const limit = first ? LIMITS[0]! : random.pick(LIMITS);
	return {
		CRMFLOW_TEST: '1',
		CRMFLOW_TEST_ALIVE_MS: ALIVE_MS,
		...env,
		N8N_CONCURRENCY_PRODUCTION_LIMIT: limit,
		N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: ACTIVATION_LEASE_SECONDS,
	};
}
