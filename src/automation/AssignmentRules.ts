import type { Condition } from '../model/query';
import type { CrmRecord } from '../model/record';
import type { RecordTypeDescription } from '../model/recordType';
import { nextInTurn } from '../model/rotation';
import { OPEN_TASK_STATUSES } from '../model/task';
import { isAvailable, type User } from '../model/user';
import type { Directory } from './directory';
import type { RuleConditions } from './RuleConditions';
import type { Scope } from './Scope';
import { today } from './today';
import { Workload } from './Workload';

/** Whom records are given to. People and groups by name or id; people by e-mail address too. */
export type AssignTarget = { kind: 'user'; user: string } | { kind: 'group'; group: string; method: 'roundRobin' | 'leastLoaded' };

export interface AssignmentRule {
	/** What people call it; blank: "Rule 1". */
	name: string;
	/** All must hold; without any, the rule always holds. */
	conditions: readonly Condition[];
	to: AssignTarget;
}

export interface AssignmentRequest {
	rules?: readonly AssignmentRule[];
	otherwise?: AssignTarget | 'keep';
	load: 'openRecords' | 'openTasks';
	/** Who has the record now. */
	before: string | null;
}

export interface AssignmentChoice {
	user: User | null;
	/** The rule that decided. */
	rule: string | null;
	/** One or more sentences. */
	why: string;
	/** What it lacked where there is no user: a rule that holds, or people who are available. */
	lacks?: 'rule' | 'people';
}

/**
 * Chooses people for the records of one call, one after the other, so that each choice counts for the next. A rotation
 * belongs to a group and a type of records, whichever workflow gives them out. Those who give out work of one group go one
 * after the other, in other processes too: so both see what the other one gave.
 */
export class AssignmentRules {
	private readonly scope: Scope;
	private readonly directory: Directory;
	private readonly conditions: RuleConditions;
	/** By what is counted. */
	private readonly workloads = new Map<string, Workload>();
	/** The last turn of each rotation, as it was and as this call left it. */
	private readonly turns = new Map<string, { last: string | undefined; moved: boolean }>();
	/** One day for all of the call. */
	private readonly today: string;

	constructor(scope: Scope, directory: Directory, conditions: RuleConditions) {
		this.scope = scope;
		this.directory = directory;
		this.conditions = conditions;
		this.today = today(scope);
	}

	/** Throws notFound for a person or group that does not exist, and for a condition that cannot be asked. */
	async choose(record: CrmRecord, request: AssignmentRequest): Promise<AssignmentChoice> {
		const choice = await this.find(record, request);
		if (choice.user !== null) await this.count(record, choice.user.id, request);
		return choice;
	}

	/** To be called once all are chosen, in the transaction that writes the records. */
	async saveTurns(): Promise<void> {
		const at = this.scope.clock.now().toISOString();
		for (const [name, { last, moved }] of this.turns) {
			if (moved && last !== undefined) await this.scope.ledger.rotations.save(name, last, at);
		}
	}

	private async find(record: CrmRecord, request: AssignmentRequest): Promise<AssignmentChoice> {
		const { rules = [], otherwise } = request;
		let tried = '';
		for (const [place, { name, conditions, to }] of rules.entries()) {
			const verdict = await this.conditions.verdict(record, conditions);
			if (!verdict.holds) continue;
			const rule = name.trim() || `Rule ${place + 1}`;
			const { user, why } = await this.pick(record, to, request);
			tried = `Rule "${rule}" holds: ${verdict.because}. ${why}`;
			if (user !== null || otherwise === undefined || otherwise === 'keep') return { user, rule, why: tried, lacks: 'people' };
			break;
		}
		if (otherwise === undefined || otherwise === 'keep') return { user: null, rule: null, why: `None of the ${rules.length} rules holds.`, lacks: 'rule' };
		const { user, why } = await this.pick(record, otherwise, request);
		const first = rules.length === 0 ? '' : tried === '' ? 'No rule holds, so the fallback decides. ' : `${tried} So the fallback decides. `;
		return { user, rule: null, why: `${first}${why}`, lacks: 'people' };
	}

	private async pick(record: CrmRecord, target: AssignTarget, request: AssignmentRequest): Promise<Pick<AssignmentChoice, 'user' | 'why'>> {
		const people = await this.directory.people();
		if (target.kind === 'user') {
			const user = people.resolve(target.user, 'Responsible');
			if (isAvailable(user, this.today)) return { user, why: `${user.name} was chosen.` };
			return { user: null, why: `${user.name} ${user.active ? 'is away' : 'does not work here any more'}.` };
		}
		const group = await this.directory.group(target.group);
		const members = people.all.filter((user) => user.active && user.groups.includes(group));
		const available = members.filter((user) => isAvailable(user, this.today));
		const away = members.length === available.length ? '' : ` Away: ${members.filter((user) => !available.includes(user)).map(({ name }) => name).join(', ')}.`;
		if (available.length === 0) return { user: null, why: `Nobody in the group "${group}" is available.${away}` };
		const rotation = `${record.type}/${group}`;
		const turn = await this.turn(rotation);
		if (target.method === 'roundRobin') {
			const user = nextInTurn(available, turn.last)!;
			this.turns.set(rotation, { last: user.id, moved: true });
			return { user, why: `It is the turn of ${user.name} in the group "${group}".${away}` };
		}
		const description = await this.directory.describe(record.type);
		const workload = this.workload(description, request.load);
		// What a person has of this very record does not speak against that person.
		const own = request.load === 'openRecords' && request.before !== null && isOpen(record, description) ? request.before : null;
		if (own !== null) workload.add(own, -1);
		const { user, load } = await workload.least(available);
		if (own !== null) workload.add(own, 1);
		return { user, why: `In the group "${group}", ${user.name} has the fewest open ${request.load === 'openTasks' ? 'tasks' : description.pluralLabel.toLowerCase()} (${load}).${away}` };
	}

	private async turn(rotation: string): Promise<{ last: string | undefined; moved: boolean }> {
		let turn = this.turns.get(rotation);
		if (turn === undefined) this.turns.set(rotation, (turn = { last: await this.scope.ledger.rotations.last(rotation), moved: false }));
		return turn;
	}

	/** Whoever got it by another rule has it as well. */
	private async count(record: CrmRecord, userId: string, { load, before }: AssignmentRequest): Promise<void> {
		const description = await this.directory.describe(record.type);
		const workload = this.workload(description, load);
		if (load === 'openTasks') return workload.add(userId);
		if (!isOpen(record, description)) return;
		workload.add(userId);
		if (before !== null) workload.add(before, -1);
	}

	private workload({ name: type }: RecordTypeDescription, load: AssignmentRequest['load']): Workload {
		const key = load === 'openTasks' ? load : `${load} ${type}`;
		let workload = this.workloads.get(key);
		if (workload === undefined) {
			const { crm } = this.scope;
			workload = new Workload(async (ids) => (load === 'openTasks' ? await crm.tasks.countsOf(ids, OPEN_TASK_STATUSES) : await crm.openCountsOf(type, ids)));
			this.workloads.set(key, workload);
		}
		return workload;
	}
}

function isOpen(record: CrmRecord, { pipelines }: RecordTypeDescription): boolean {
	const stage = pipelines.flatMap(({ stages }) => stages).find(({ id }) => id === record.values['stage']);
	return stage === undefined || stage.kind === 'open';
}
