import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimDelivery } from '../../../../src/automation/delivery/claim';
import type { RunEnd, StartRun } from '../../../../src/automation/delivery/Dispatcher';
import { Subscription, type SubscriptionOptions } from '../../../../src/automation/delivery/Subscription';
import { closeConnections, openConnection, type Lease } from '../../../../src/automation/hub';
import type { Scope } from '../../../../src/automation/Scope';
import type { StoredDelivery } from '../../../../src/ledger/Ledger';
import type { Change } from '../../../../src/model/change';

/** A built-in CRM of its own in a folder of its own; `end` closes and removes it. */
export async function freshConnection(): Promise<{ folder: string; open: () => Promise<Lease>; end: () => Promise<void> }> {
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

/** Runs that the test ends when it likes, standing in for n8n's executions. */
export class Runs {
	readonly started: Array<{ delivery: StoredDelivery; change: Change; key: string; end: (end: RunEnd) => void }> = [];
	/** How runs end by themselves; undefined: the test ends them. */
	autoEnd: RunEnd | undefined = { status: 'success' };
	/** Called at each start, as n8n would call the node inside the run. */
	onStart: (delivery: StoredDelivery) => void = () => undefined;
	/** Whether a run claims its delivery when it starts, as CRM Trigger does. */
	claims = true;
	/** Where they claim. */
	scope: Scope | undefined;

	readonly start: StartRun = async (delivery, change, key) => {
		this.onStart(delivery);
		if (this.claims) await claimDelivery(this.scope!, delivery);
		return await new Promise<RunEnd>((resolve) => {
			this.started.push({ delivery, change, key, end: resolve });
			if (this.autoEnd) resolve(this.autoEnd);
		});
	};

	get titles(): string[] {
		return this.started.map(({ change }) => String(change.after?.title));
	}
}

export async function subscribe(lease: Lease, runs: Runs, more: Partial<SubscriptionOptions> = {}): Promise<Subscription> {
	runs.scope = lease.scope;
	return await Subscription.open(lease, {
		workflowId: 'wf',
		nodeId: 'node',
		filter: { event: 'recordChanged', recordType: 'contact' },
		activation: 'fresh',
		catchUp: false,
		allowOwnChanges: false,
		workflowName: 'Workflow',
		nodeName: 'CRM Trigger',
		startRun: runs.start,
		report: (error) => {
			throw error;
		},
		...more,
	});
}

export async function createContact(lease: Lease, title: string): Promise<string> {
	const [record] = await lease.scope.crm.create('contact', [{ values: { title } }], {});
	return record!.id;
}

export async function rename(lease: Lease, id: string, title: string, origin?: { workflow?: string; depth?: number }): Promise<void> {
	await lease.scope.crm.update('contact', [{ id, values: { title } }], { origin });
}

/** Waits until it holds, looking every few milliseconds. */
export async function until(holds: () => boolean | Promise<boolean>, what: string, limitMs = 5000): Promise<void> {
	const end = Date.now() + limitMs;
	while (!(await holds())) {
		if (Date.now() > end) throw new Error(`Waited ${limitMs} ms in vain: ${what}`);
		await pause(5);
	}
}

export async function pause(milliseconds: number): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The claim of a run of that process, at the delivery's present attempt. */
export async function claimAs({ scope }: Lease, { id }: Pick<StoredDelivery, 'id'>, owner: string, leaseUntil: string): Promise<void> {
	const { attempts } = (await scope.ledger.deliveries.get(id))!;
	await scope.ledger.deliveries.claim([{ id, attempts }], { owner, leaseUntil, at: new Date().toISOString(), executionId: null, workflowVersion: null });
}
