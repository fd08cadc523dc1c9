import { isBlank } from '../../../model/coercion';
import { wholeCard, type ProcessCard } from '../../../model/processCard';
import type { RecordTypeDescription } from '../../../model/recordType';
import type { Output } from '../../../model/output';
import { eventOf } from '../../../model/triggers';
import type { Scope } from '../../engine/Scope';
import { workflowStatistics } from './statistics';
import { isServed } from '../../engine/delivery/served';
import { listTriggers, listUnreadable, OPEN_ONCE, type Trigger, type UnreadableTrigger } from '../../words/triggers/triggers';
import { triggerWords } from './triggerWords';
import { sameName } from '../../../model/normalForm';
import { plainText } from '../../../model/plainText';

export interface ProcessFilter {
	/** Upper and lower case alike, as the other texts. */
	department?: string;
	category?: string;
	/** Name of a record type that one of its triggers works on; for tasks also the type they belong to. */
	recordType?: string;
	state?: 'active' | 'inactive';
	limit?: number;
}

export type ProcessOutput = Output & {
	/** Name and id of the workflow. */
	process: string;
	workflowId: string;
	department: string | null;
	category: string | null;
	description: string | null;
	/** Labels, and names; of a process with triggers on several types all of them. */
	recordType: string;
	recordTypeNames: string[];
	/** What it starts on, in words; one for each trigger. */
	startsOn: string[];
	/** Whether a process of n8n serves one of its triggers: the workflow is switched on, and n8n runs. */
	active: boolean;
	/** ISO 8601: when a trigger was last served. */
	servedAt: string;
	lastRunAt: string | null;
	lastExecution: string | null;
	/** Of the last 30 days. */
	runs: number;
	failed: number;
};

/** The workflows with a CRM Trigger that were switched on at least once, by name; last those whose triggers cannot be read. */
export async function listProcesses(scope: Scope, filter: ProcessFilter): Promise<ProcessOutput[]> {
	const processes = [...(await presentProcesses(scope, await listTriggers(scope))), ...(await unreadableProcesses(scope))];
	const found = processes.filter((process) => meets(process, filter)).slice(0, filter.limit);
	const figures = new Map((await workflowStatistics(scope, { perVersion: false })).map((row) => [row.workflowId, row]));
	return found.map((process) => {
		const { runs = 0, failed = 0, lastRunAt = null, lastExecution = null } = figures.get(process.workflowId) ?? {};
		return { ...process, runs, failed, lastRunAt, lastExecution };
	});
}

/** The departments, or categories, that processes have; by name. */
export async function processWords(scope: Scope, word: 'department' | 'category'): Promise<string[]> {
	const cards = [...(await listTriggers(scope)).map(({ settings }) => settings.card), ...(await scope.ledger.processCards.all()).values()];
	return [...new Set(cards.flatMap((card) => card?.[word] ?? []))].sort((a, b) => a.localeCompare(b));
}

/** The workflows of these triggers, without what runs they had. */
export async function presentProcesses(scope: Scope, triggers: readonly Trigger[]): Promise<ProcessOutput[]> {
	const types = await describedTypes(scope);
	const saved = await scope.ledger.processCards.all();
	return [...Map.groupBy(triggers, ({ workflowId }) => workflowId)].map(([id, own]) => presentProcess(scope, own, types, saved.get(id)));
}

async function describedTypes(scope: Scope): Promise<Map<string, RecordTypeDescription>> {
	const types = new Map<string, RecordTypeDescription>();
	for (const { name } of await scope.crm.recordTypes()) types.set(name, await scope.crm.describe(name));
	return types;
}

function presentProcess(
	scope: Scope,
	triggers: readonly Trigger[],
	types: ReadonlyMap<string, RecordTypeDescription>,
	saved: ProcessCard | undefined,
): ProcessOutput {
	const now = scope.clock.now();
	const {
		department = null,
		category = null,
		description = null,
	} = wholeCard(
		triggers.map(({ settings }) => settings.card),
		saved,
	);
	const names = [
		...new Set(triggers.flatMap(({ settings: { filter } }) => [filter.recordType, ...(eventOf(filter.event).names?.(filter).types ?? [])])),
	];
	return {
		...withoutRuns(triggers, now),
		department,
		category,
		description,
		recordType: names.map((name) => types.get(name)?.label ?? name).join(', '),
		recordTypeNames: names,
		startsOn: triggers.map(({ settings }) => triggerWords(settings.filter, types.get(settings.filter.recordType))),
	};
}

/** Workflows none of whose triggers can be read. */
async function unreadableProcesses(scope: Scope): Promise<ProcessOutput[]> {
	const readable = new Set((await listTriggers(scope)).map(({ workflowId }) => workflowId));
	const saved = await scope.ledger.processCards.all();
	const unreadable = (await listUnreadable(scope)).filter(({ workflowId }) => !readable.has(workflowId));
	return [...Map.groupBy(unreadable, ({ workflowId }) => workflowId)].map(([id, triggers]) => {
		const { department = null, category = null, description = null } = wholeCard([], saved.get(id));
		return {
			...withoutRuns(triggers, scope.clock.now()),
			department,
			category,
			description,
			recordType: '',
			recordTypeNames: [],
			startsOn: [`Not known: the workflow was switched on with another version of CRMflow. ${OPEN_ONCE}`],
		};
	});
}

/** What is the same for every process. */
function withoutRuns(triggers: readonly UnreadableTrigger[], now: Date) {
	return {
		process: triggers[0]!.workflowName,
		workflowId: triggers[0]!.workflowId,
		active: triggers.some((trigger) => isServed(trigger, now)),
		servedAt: triggers
			.map(({ servedAt }) => servedAt)
			.sort()
			.at(-1)!,
		lastRunAt: null,
		lastExecution: null,
		runs: 0,
		failed: 0,
	};
}

function meets(process: ProcessOutput, { department, category, recordType, state }: ProcessFilter): boolean {
	const same = (text: string | null, wanted: string | undefined) => isBlank(wanted) || (text !== null && sameName(text, wanted));
	return (
		same(process.department, department) &&
		same(process.category, category) &&
		(isBlank(recordType) || process.recordTypeNames.includes(plainText(recordType))) &&
		(state === undefined || process.active === (state === 'active'))
	);
}
