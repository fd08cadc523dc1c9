import type { Goal } from './support/arithmetic.ts';

export interface Figure {
	name: string;
	/** What is measured, and what it is divided by. */
	what: string;
	unit: 'ratio' | 'share of a core' | 'MB' | 'ms';
	goal: Goal;
	/** Figures of a family come from one measurement: see families.ts. */
	family: FamilyName;
}

export type FamilyName =
	| 'capture.sqlite'
	| 'capture.postgres'
	| 'effects'
	| 'growth'
	| 'wake'
	| 'feed'
	| 'idle'
	| 'timers'
	| 'timersIdle'
	| 'template'
	| 'lists'
	| 'load'
	| 'latency'
	| 'throughput'
	| 'batch'
	| 'mergeFields'
	| 'scaleout'
	| 'n8nIdle';

/** Every figure of the bench, in the order in which they are measured. */
export const FIGURES: readonly Figure[] = [
	{ name: 'load.time', what: '`require` of the package in a fresh process', unit: 'ms', goal: { atMost: 150 }, family: 'load' },
	{
		name: 'capture.overhead.sqlite',
		what: 'record update with capture ÷ with the triggers dropped',
		unit: 'ratio',
		goal: { atMost: 2 },
		family: 'capture.sqlite',
	},
	{
		name: 'capture.overhead.postgres',
		what: 'record update with capture ÷ with the triggers dropped',
		unit: 'ratio',
		goal: { atMost: 2 },
		family: 'capture.postgres',
	},
	{
		name: 'effects.overhead',
		what: 'create task with the effect ledger ÷ without',
		unit: 'ratio',
		goal: { atMost: 1.5 },
		family: 'effects',
	},
	{
		name: 'template.vsSql',
		what: 'starting a 50-task project ÷ bare SQL inserts of the same rows',
		unit: 'ratio',
		goal: { atMost: 3 },
		family: 'template',
	},
	{
		name: 'growth.feed',
		what: 'cost per change in a large database ÷ in a small one',
		unit: 'ratio',
		goal: { atMost: 1.2 },
		family: 'growth',
	},
	{
		name: 'wake.vsGraphile',
		what: 'commit of a change → handed to a subscription ÷ graphile-worker: add_job → task starts',
		unit: 'ratio',
		goal: { atMost: 1 },
		family: 'wake',
	},
	{
		name: 'feed.vsGraphile',
		what: 'changes matched, claimed and done per second ÷ graphile-worker jobs per second',
		unit: 'ratio',
		goal: { atLeast: 1 },
		family: 'feed',
	},
	{ name: 'idle.cpu', what: '200 idle subscriptions in a bare process', unit: 'share of a core', goal: { atMost: 0.01 }, family: 'idle' },
	{
		name: 'idle.memory',
		what: '200 idle subscriptions in a bare process, added to an empty one',
		unit: 'MB',
		goal: { atMost: 30 },
		family: 'idle',
	},
	{
		name: 'timers.burst',
		what: '10,000 timers due at once, fired and their runs done, per second ÷ changes of the feed per second',
		unit: 'ratio',
		goal: { atLeast: 0.8 },
		family: 'timers',
	},
	{
		name: 'timers.vsGraphile',
		what: 'timers set, fired and their runs done per second ÷ graphile-worker jobs with `run_at`',
		unit: 'ratio',
		goal: { atLeast: 0.5 },
		family: 'timers',
	},
	{
		name: 'timers.late',
		what: '100 timers due per second: how late the run of the 99th in a hundred starts',
		unit: 'ms',
		goal: { atMost: 1000 },
		family: 'timers',
	},
	{
		name: 'timers.idle',
		what: 'a bare process with 1,000,000 waiting timers',
		unit: 'share of a core',
		goal: { atMost: 0.01 },
		family: 'timersIdle',
	},
	{
		name: 'latency.vsWebhook',
		what: 'change → effect ÷ n8n Webhook node → same effect',
		unit: 'ratio',
		goal: { atMost: 1.15 },
		family: 'latency',
	},
	{
		name: 'throughput.vsWebhook',
		what: 'runs per second, one per change ÷ started by n8n Webhook node',
		unit: 'ratio',
		goal: { atLeast: 0.95 },
		family: 'throughput',
	},
	{
		name: 'batch.vsSingle',
		what: 'changes per second in batches of 500 ÷ with a run each',
		unit: 'ratio',
		goal: { atLeast: 50 },
		family: 'batch',
	},
	{
		name: 'batch.vsPostgresTrigger',
		what: 'changes per second in batches of 500 ÷ with n8n Postgres Trigger and Postgres nodes',
		unit: 'ratio',
		goal: { atLeast: 20 },
		family: 'batch',
	},
	{
		name: 'batch.mergeFields',
		what: 'changes per second in batches of 500, texts with merge fields ÷ with expressions',
		unit: 'ratio',
		goal: { atLeast: 3 },
		family: 'mergeFields',
	},
	{
		name: 'scaleout.workers2',
		what: 'changes per second in queue mode with two workers ÷ with one',
		unit: 'ratio',
		goal: null,
		family: 'scaleout',
	},
	{
		name: 'lists.slowest',
		what: 'the slowest list on the canvas, with 100,000 deals and 1,000 users',
		unit: 'ms',
		goal: { atMost: 1000 },
		family: 'lists',
	},
	{
		name: 'n8n.idle',
		what: 'n8n with 200 idle CRM Triggers ÷ with 200 idle Schedule Triggers: CPU and memory, the worse',
		unit: 'ratio',
		goal: null,
		family: 'n8nIdle',
	},
];
