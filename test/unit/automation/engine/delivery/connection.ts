import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimRunOf } from '../../../../../src/automation/engine/delivery/claim';
import type { Delivered, StartRun } from '../../../../../src/automation/engine/delivery/RunFollower';
import { DEFAULT_DELIVERY } from '../../../../../src/automation/engine/delivery/options';
import type { RunEnd } from '../../../../../src/automation/engine/delivery/runEnd';
import { Subscription, type SubscriptionOptions } from '../../../../../src/automation/engine/delivery/Subscription';
import { closeConnections, openConnection, type OpenConnection } from '../../../../../src/automation/engine/hub/hub';
import type { StoredDelivery } from '../../../../../src/ledger/Ledger';
import type { Change } from '../../../../../src/model/change';

/** A built-in CRM of its own in a folder of its own; `end` closes and removes it. */
export async function freshConnection(): Promise<{ folder: string; open: () => Promise<OpenConnection>; end: () => Promise<void> }> {
	const folder = mkdtempSync(join(tmpdir(), 'crmflow-delivery-'));
	return {
		folder,
		open: async () => await openConnection({ backend: 'builtin-sqlite', folder }, 'Europe/Stockholm'),
		end: async () => {
			await closeConnections();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** What triggers reported; a test that expects something takes it out. */
export const problems: string[] = [];

/** Runs that the test ends when it likes, standing in for n8n's executions. */
export class Runs {
	/** `delivery` and `change` are the first of the batch. */
	readonly started: Array<{
		batch: readonly Delivered[];
		delivery: StoredDelivery;
		change: Change;
		key: string;
		end: (end: RunEnd) => void;
	}> = [];
	/** How runs end by themselves; undefined: the test ends them. */
	autoEnd: RunEnd | undefined = { status: 'success' };
	/** Says of each run how it ends by itself, before `autoEnd` does. */
	endOf: (batch: readonly Delivered[]) => RunEnd | undefined = () => undefined;
	/** Done in each run before it ends. */
	beforeEnd: (batch: readonly Delivered[]) => Promise<void> = async () => undefined;
	/** Called at each start, as n8n would call the node inside the run. */
	onStart: (delivery: StoredDelivery) => void = () => undefined;
	/** Whether a run claims its delivery when it starts, as CRM Trigger does. */
	claims = true;
	/** Where they claim. */
	connection: OpenConnection | undefined;

	readonly start: StartRun = async (batch, key) => {
		const [first] = batch as [Delivered];
		this.onStart(first.delivery);
		const ended = this.claims ? (await claim(this.connection!, first.delivery)).ended : undefined;
		await this.beforeEnd(batch);
		const { promise, resolve } = Promise.withResolvers<RunEnd>();
		this.started.push({ batch, ...first, key, end: resolve });
		const end = this.endOf(batch) ?? this.autoEnd;
		if (end) resolve(end);
		const how = await promise;
		if (how.status !== 'waiting') await ended?.();
		return how;
	};

	/** Of each run, joined by a plus where it has several changes. */
	get titles(): string[] {
		return this.started.map(({ batch }) => batch.map(({ change }) => String(change.after?.title)).join('+'));
	}
}

/** A run of this process claims what was handed over with the delivery, as CRM Trigger does. */
async function claim(connection: OpenConnection, { runId }: Pick<StoredDelivery, 'runId'>): ReturnType<typeof claimRunOf> {
	return await claimRunOf(connection, runId!, { executionId: null, workflowVersion: null }, () => undefined);
}

/** Whether a run of this process got the delivery as it was handed over then; it has ended since. */
export async function claims(connection: OpenConnection, delivery: Pick<StoredDelivery, 'runId'>): Promise<boolean> {
	const { got, ended } = await claim(connection, delivery);
	await ended();
	return got;
}

export async function subscribe(connection: OpenConnection, runs: Runs, more: Partial<SubscriptionOptions> = {}): Promise<Subscription> {
	runs.connection = connection;
	return await Subscription.open(connection, {
		workflowId: 'wf',
		nodeId: 'node',
		filter: { event: 'recordChanged', recordType: 'contact' },
		activation: 'fresh',
		catchUp: false,
		allowOwnChanges: false,
		workflowName: 'Workflow',
		nodeName: 'CRM Trigger',
		reentry: { kind: 'always' },
		delivery: DEFAULT_DELIVERY,
		startRun: runs.start,
		report: (error) => problems.push(error instanceof Error ? error.message : String(error)),
		...more,
	});
}

export async function createContact(connection: OpenConnection, title: string): Promise<string> {
	const [record] = await connection.scope.crm.create('contact', [{ values: { title } }], {});
	return record!.id;
}

export async function rename(
	connection: OpenConnection,
	id: string,
	title: string,
	origin?: { workflow?: string; depth?: number },
): Promise<void> {
	await connection.scope.crm.update('contact', [{ id, values: { title } }], { origin });
}

/** Longer than anything takes here, also on a machine that does much else; in milliseconds. */
const LIMIT_MS = 60_000;

/** Waits until it holds, looking every few milliseconds. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
	const end = Date.now() + LIMIT_MS;
	while (!(await holds())) {
		if (Date.now() > end) throw new Error(`Waited ${LIMIT_MS} ms in vain: ${what}`);
		await pause(5);
	}
}

export async function pause(milliseconds: number): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The claim of a run of that process, of the delivery's present hand-over. */
export async function claimAs(
	{ scope }: OpenConnection,
	{ id }: Pick<StoredDelivery, 'id'>,
	owner: string,
	aliveUntil: string,
): Promise<void> {
	const { runId } = (await scope.ledger.deliveries.get(id))!;
	const claimer = { owner, aliveUntil, at: new Date().toISOString(), executionId: null, workflowVersion: null };
	await scope.ledger.runs.claim({ id: runId! }, claimer);
}
