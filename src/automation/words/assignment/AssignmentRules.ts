import type { Condition } from '../../../model/query';
import type { CrmRecord } from '../../../model/record';
import type { RecordTypeDescription } from '../../../model/recordType';
import { nextInTurn } from '../../../model/rotation';
import { OPEN_TASK_STATUSES } from '../../../model/task';
import type { User } from '../../../model/user';
import type { Directory } from '../directory/directory';
import type { RuleConditions } from '../conditions/RuleConditions';
import { countOpenRecords, countTasks } from '../../engine/counts';
import type { Scope } from '../../engine/Scope';
import { Workload } from './Workload';
import { plainText } from '../../../model/plainText';

/** Whom work is given to. People by name, e-mail address or id; groups and roles by name. */
export type AssignTarget =
	| { kind: 'user'; user: string }
	| ({ method: 'roundRobin' | 'leastLoaded' } & ({ kind: 'group'; group: string } | { kind: 'role'; role: string }));

/** What is given to somebody. */
export interface Work {
	/** Names the rotation, beside the group or role: what has the same name is given out in turn together. */
	kind: string;
	/** The record that it is, or belongs to; rules ask its values. */
	record?: CrmRecord;
}

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
	/** Open records of the type can be counted only where the work is a record. */
	load: 'openRecords' | 'openTasks';
	/** Who has the work now. */
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
 * Chooses people for the work of one call, one after the other, so that each choice counts for the next. A rotation
 * belongs to a group or role and a kind of work, whichever workflow gives it out. Those who give out work of one group go
 * one after the other, in other processes too: so both see what the other one gave.
 */
export class AssignmentRules {
	private readonly scope: Scope;
	private readonly directory: Directory;
	private readonly conditions: RuleConditions;
	/** By what is counted. */
	private readonly workloads = new Map<string, Workload>();
	/** The last turn of each rotation, as it was and as this call left it. */
	private readonly turns = new Map<string, { last: string | undefined; moved: boolean }>();

	constructor(scope: Scope, directory: Directory, conditions: RuleConditions) {
		this.scope = scope;
		this.directory = directory;
		this.conditions = conditions;
	}

	/** Throws notFound for a person, group or role that does not exist, and for a condition that cannot be asked. */
	async choose(work: Work, request: AssignmentRequest): Promise<AssignmentChoice> {
		const choice = await this.find(work, request);
		if (choice.user !== null) await this.count(work, choice.user.id, request);
		return choice;
	}

	/** To be called once all are chosen, in the transaction that writes the work. */
	async saveTurns(): Promise<void> {
		const at = this.scope.clock.now().toISOString();
		for (const [name, { last, moved }] of this.turns) {
			if (moved && last !== undefined) await this.scope.ledger.rotations.save(name, last, at);
		}
	}

	private async find(work: Work, request: AssignmentRequest): Promise<AssignmentChoice> {
		const { rules = [], otherwise } = request;
		let tried = '';
		for (const [index, { name, conditions, to }] of rules.entries()) {
			const verdict = await this.conditions.verdict(work.record, conditions);
			if (!verdict.holds) continue;
			const rule = plainText(name) || `Rule ${index + 1}`;
			const { user, why } = await this.pick(work, to, request);
			tried = `Rule "${rule}" holds: ${verdict.because}. ${why}`;
			if (user !== null || otherwise === undefined || otherwise === 'keep') return { user, rule, why: tried, lacks: 'people' };
			break;
		}
		if (otherwise === undefined || otherwise === 'keep')
			return { user: null, rule: null, why: `None of the ${rules.length} rules holds.`, lacks: 'rule' };
		const { user, why } = await this.pick(work, otherwise, request);
		const first =
			rules.length === 0 ? '' : tried === '' ? 'No rule holds, so the fallback decides. ' : `${tried} So the fallback decides. `;
		return { user, rule: null, why: `${first}${why}`, lacks: 'people' };
	}

	private async pick(work: Work, target: AssignTarget, request: AssignmentRequest): Promise<Pick<AssignmentChoice, 'user' | 'why'>> {
		const away = await this.directory.away();
		if (target.kind === 'user') {
			const people = await this.directory.people();
			const user = people.resolve(target.user, 'Responsible');
			if (away.isAvailable(user)) return { user, why: `${user.name} was chosen.` };
			const substitute = user.active ? away.substituteOf(user, (id) => people.byId(id)) : undefined;
			if (substitute !== undefined) return { user: substitute, why: `${user.name} is away, and ${substitute.name} stands in.` };
			return { user: null, why: `${user.name} ${user.active ? 'is away' : 'does not work here any more'}.` };
		}
		const { inTeam, rotation, members } = await this.membersOf(target);
		const available = members.filter((user) => away.isAvailable(user));
		const missing =
			members.length === available.length
				? ''
				: ` Away: ${members
						.filter((user) => !available.includes(user))
						.map(({ name }) => name)
						.join(', ')}.`;
		if (available.length === 0) return { user: null, why: `Nobody ${inTeam} is available.${missing}` };
		const turns = `${work.kind}/${rotation}`;
		const turn = await this.turn(turns);
		if (target.method === 'roundRobin') {
			const user = nextInTurn(available, turn.last)!;
			this.turns.set(turns, { last: user.id, moved: true });
			return { user, why: `It is the turn of ${user.name} ${inTeam}.${missing}` };
		}
		const { user, load, of } = await this.leastLoaded(work, available, request);
		return {
			user,
			why: `${inTeam.replace(/^./, (letter) => letter.toUpperCase())}, ${user.name} has the fewest open ${of} (${load}).${missing}`,
		};
	}

	/** Those who work here; also those who are away. */
	private async membersOf(target: Exclude<AssignTarget, { kind: 'user' }>): Promise<{ inTeam: string; rotation: string; members: User[] }> {
		const active = (await this.directory.people()).all.filter((user) => user.active);
		if (target.kind === 'group') {
			const group = await this.directory.group(target.group);
			return { inTeam: `in the group "${group}"`, rotation: group, members: active.filter((user) => user.groups.includes(group)) };
		}
		const role = await this.directory.role(target.role);
		return { inTeam: `in the role "${role}"`, rotation: `role ${role}`, members: active.filter((user) => user.role === role) };
	}

	/** `of`: what was counted, in words. */
	private async leastLoaded(
		{ record }: Work,
		available: readonly User[],
		{ load: counted, before }: AssignmentRequest,
	): Promise<{ user: User; load: number; of: string }> {
		if (counted === 'openTasks' || record === undefined) return { ...(await this.openTasks().least(available)), of: 'tasks' };
		const description = await this.directory.describe(record.type);
		const workload = this.openRecords(description);
		// What a person has of this very record does not speak against that person.
		const own = before !== null && isOpen(record, description) ? before : null;
		if (own !== null) workload.add(own, -1);
		const least = await workload.least(available);
		if (own !== null) workload.add(own, 1);
		return { ...least, of: description.pluralLabel.toLowerCase() };
	}

	private async turn(rotation: string): Promise<{ last: string | undefined; moved: boolean }> {
		let turn = this.turns.get(rotation);
		if (turn === undefined) this.turns.set(rotation, (turn = { last: await this.scope.ledger.rotations.last(rotation), moved: false }));
		return turn;
	}

	/** A person who got it by another rule counts as well. */
	private async count({ record }: Work, userId: string, { load, before }: AssignmentRequest): Promise<void> {
		if (load === 'openTasks' || record === undefined) return this.openTasks().add(userId);
		const description = await this.directory.describe(record.type);
		if (!isOpen(record, description)) return;
		const workload = this.openRecords(description);
		workload.add(userId);
		if (before !== null) workload.add(before, -1);
	}

	private openTasks(): Workload {
		return this.workload('tasks', async (ids) => await countTasks(this.scope.crm.tasks, ids, OPEN_TASK_STATUSES));
	}

	private openRecords({ name: type }: RecordTypeDescription): Workload {
		return this.workload(`records ${type}`, async (ids) => await countOpenRecords(this.scope.crm, type, ids));
	}

	private workload(key: string, countsOf: (userIds: readonly string[]) => Promise<Map<string, number>>): Workload {
		let workload = this.workloads.get(key);
		if (workload === undefined) this.workloads.set(key, (workload = new Workload(countsOf)));
		return workload;
	}
}

function isOpen(record: CrmRecord, { pipelines }: RecordTypeDescription): boolean {
	const stage = pipelines.flatMap(({ stages }) => stages).find(({ id }) => id === record.values['stage']);
	return stage === undefined || stage.kind === 'open';
}
