import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INode } from 'n8n-workflow';
import { crm, node, trigger } from '../../e2e/support/workflows.ts';
import type { WorkflowContent } from '../../host/n8nTypes.ts';
import type { Bench } from '../support/Bench.ts';
import { BenchN8n } from '../support/BenchN8n.ts';
import { worstOf, type Measurements, type Part } from '../support/measurement.ts';

const WORKFLOWS = 20;
/** In each workflow, with one node behind them. */
const TRIGGERS = 10;
const ACTIVATED_AT_ONCE = 4;
const SETTLE_SECONDS = 15;
const SECONDS = 20;
/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/**
 * n8n.idle: what n8n itself costs at rest, with 200 CRM Triggers in 20 active workflows, divided by the same with n8n's
 * Schedule Trigger (once a day). A fresh n8n each, at rest for 15 s before. CPU and resident memory of its main
 * process; the worse of the two is the figure. Needs Linux.
 */
export async function n8nIdle(bench: Bench): Promise<Measurements> {
	const own = await atRest(bench, () => trigger());
	const peer = await atRest(bench, () => schedule());
	const part = (what: string, unit: string, ours: number, theirs: number): Part => ({
		what,
		unit,
		own: ours,
		peer: theirs,
		value: ours / theirs,
		count: 1,
	});
	return { 'n8n.idle': worstOf([part('CPU', 'of a core', own.cpu, peer.cpu), part('memory', 'MB', own.memory, peer.memory)], null) };
}

async function atRest(bench: Bench, start: () => INode): Promise<{ cpu: number; memory: number }> {
	const host = await BenchN8n.start({ ...bench, folder: mkdtempSync(join(bench.folder, 'n8n-')) });
	try {
		let left = WORKFLOWS;
		const activate = async () => {
			while (left-- > 0) await host.activate(workflow(start));
		};
		await Promise.all(Array.from({ length: ACTIVATED_AT_ONCE }, activate));
		await sleep(SETTLE_SECONDS * 1000);
		const before = processorSeconds(host.n8n.pid);
		const started = performance.now();
		await sleep(SECONDS * 1000);
		const cpu = (processorSeconds(host.n8n.pid) - before) / ((performance.now() - started) / 1000);
		return { cpu, memory: residentMegabytes(host.n8n.pid) };
	} finally {
		await host.stop();
	}
}

function workflow(start: () => INode): WorkflowContent {
	const note = crm('Note', 'history', 'add', { text: 'It ran.' });
	const triggers = Array.from({ length: TRIGGERS }, (_, index) => ({ ...start(), name: `Start ${index + 1}` }));
	const connections = Object.fromEntries(
		triggers.map(({ name }) => [name, { main: [[{ node: note.name, type: 'main' as const, index: 0 }]] }]),
	);
	return { name: 'Idle', nodes: [...triggers, note], connections, settings: { executionOrder: 'v1' } };
}

function schedule(): INode {
	return {
		...node('Schedule', 'n8n-nodes-base.scheduleTrigger', { rule: { interval: [{ field: 'days', daysInterval: 1, triggerAtHour: 3 }] } }),
		typeVersion: 1.2,
	};
}

function processorSeconds(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
	return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function residentMegabytes(pid: number): number {
	const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
	return (Number(line![1]) * 1024) / 1e6;
}
