import { CrmError } from '../../../model/CrmError';
import type { Assignee } from '../../../model/projectTemplate';
import { titleOf, type CrmRecord, type Values } from '../../../model/record';
import { OPEN_TASK_STATUSES } from '../../../model/task';
import type { User } from '../../../model/user';
import type { Directory } from '../directory/directory';
import { countTasks } from '../../engine/counts';
import type { Scope } from '../../engine/Scope';
import { recordSupervisor, responsibleOf } from '../directory/supervisors';
import { Workload } from './Workload';

/** What decides who gets a task of a project. */
export interface AssignmentContext {
	/** Names the task in errors: `task "design" of project template "Business cards"`. */
	label: string;
	record: CrmRecord | undefined;
	/** Values of the project's parameters, resolved to ids. */
	parameters: Values;
	/** Who starts the project. */
	starter: string | undefined;
}

/**
 * Gives out the tasks of one call. Of a role or a group it is the least loaded by open tasks, then the first by name,
 * among those who are not away (or all, when all are); what this call gave out counts.
 */
export class Assignments {
	private readonly scope: Scope;
	private readonly directory: Directory;
	/** In open tasks. */
	private readonly workload: Workload;

	constructor(scope: Scope, directory: Directory) {
		this.scope = scope;
		this.directory = directory;
		this.workload = new Workload(async (ids) => await countTasks(scope.crm.tasks, ids, OPEN_TASK_STATUSES));
	}

	/** The id of the user. No assignee: the record's responsible person, or without a record who starts the project. */
	async choose(assignee: Assignee | undefined, context: AssignmentContext): Promise<string> {
		const id = await this.find(assignee, context);
		this.workload.add(id);
		return id;
	}

	private async find(assignee: Assignee | undefined, context: AssignmentContext): Promise<string> {
		const people = await this.directory.people();
		switch (assignee?.kind) {
			case 'user':
				return people.resolve(assignee.user, context.label).id;
			case 'parameter':
				return people.resolve(String(context.parameters[assignee.parameter] ?? ''), `${context.label}, parameter "${assignee.parameter}"`)
					.id;
			case 'role': {
				const role = await this.directory.role(assignee.role);
				return await this.leastLoaded(
					people.all.filter((user) => user.role === role),
					`role "${role}"`,
					context,
				);
			}
			case 'group': {
				const group = await this.directory.group(assignee.group);
				return await this.leastLoaded(
					people.all.filter((user) => user.groups.includes(group)),
					`group "${group}"`,
					context,
				);
			}
			case 'supervisor':
				return await this.supervisor(context);
			default:
				return responsible(context);
		}
	}

	private async supervisor({ label, record }: AssignmentContext): Promise<string> {
		if (record === undefined) throw nobody(`${label} is for the supervisor, but the project has no record.`);
		const choice = await recordSupervisor(this.scope, record, this.directory);
		if (choice.user === null) throw nobody(`${label} is for the supervisor. ${choice.reason}`);
		return choice.user.id;
	}

	private async leastLoaded(members: readonly User[], whose: string, { label }: AssignmentContext): Promise<string> {
		const active = members.filter((user) => user.active);
		const away = await this.directory.away();
		const present = active.filter((user) => away.isAvailable(user));
		const candidates = present.length > 0 ? present : active;
		if (candidates.length === 0) throw nobody(`${label} is for ${whose}, in which nobody works.`);
		return (await this.workload.least(candidates)).user.id;
	}
}

function responsible({ label, record, starter }: AssignmentContext): string {
	const id = record === undefined ? starter : responsibleOf(record);
	if (id) return id;
	throw nobody(
		record === undefined
			? `${label} is for the record's responsible person, but the project has no record.`
			: `${label} is for the responsible person of "${titleOf(record)}", which has none.`,
	);
}

function nobody(message: string): CrmError {
	return new CrmError(
		'missingValue',
		message.charAt(0).toUpperCase() + message.slice(1),
		'Start the project for a record with a responsible person, or say in the template who does the task.',
	);
}
