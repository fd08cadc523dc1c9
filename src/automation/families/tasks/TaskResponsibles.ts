import { isBlank } from '../../../model/coercion';
import { CrmError } from '../../../model/CrmError';
import { titleOf, type CrmRecord } from '../../../model/record';
import { AssignmentRules, type AssignmentRequest } from '../../words/assignment/AssignmentRules';
import type { Directory } from '../../words/directory/directory';
import { RuleConditions } from '../../words/conditions/RuleConditions';
import type { Scope } from '../../engine/Scope';
import { recordSupervisor, responsibleOf } from '../../words/directory/supervisors';
import type { TaskResponsible } from './inputs';

/** Chooses who is responsible for the tasks of one call. */
export class TaskResponsibles {
	private readonly scope: Scope;
	private readonly directory: Directory;
	private readonly records: ReadonlyMap<string, CrmRecord>;
	private loadedRules?: Promise<AssignmentRules>;

	/** `records`: those of the tasks. */
	constructor(scope: Scope, directory: Directory, records: ReadonlyMap<string, CrmRecord>) {
		this.scope = scope;
		this.directory = directory;
		this.records = records;
	}

	/** The id of the user. `label` names the task in errors. Throws notFound, missingValue. */
	async choose(
		responsible: TaskResponsible = { kind: 'recordResponsible' },
		label: string,
		record: CrmRecord | undefined,
	): Promise<string> {
		switch (responsible.kind) {
			case 'user':
				if (isBlank(responsible.user)) throw new CrmError('missingValue', `${label} is empty.`, 'Choose a user.');
				return (await this.directory.people()).resolve(responsible.user, label).id;
			case 'group':
			case 'role':
				return await this.byRules({ otherwise: responsible }, label, record);
			case 'rules':
				return await this.byRules(responsible, label, requireRecord(record, label));
			case 'supervisor':
				return await this.supervisor(requireRecord(record, label), label);
			default:
				return ownResponsible(requireRecord(record, label), label);
		}
	}

	/** To be called once all are chosen, in the transaction that writes the tasks. */
	async saveTurns(): Promise<void> {
		await (await this.loadedRules)?.saveTurns();
	}

	private async byRules(by: Pick<AssignmentRequest, 'rules' | 'otherwise'>, label: string, record: CrmRecord | undefined): Promise<string> {
		this.loadedRules ??= RuleConditions.of(this.scope, this.directory, this.records.values()).then(
			(conditions) => new AssignmentRules(this.scope, this.directory, conditions),
		);
		const { user, why, lacks } = await (
			await this.loadedRules
		).choose({ kind: 'task', record }, { ...by, load: 'openTasks', before: null });
		if (user !== null) return user.id;
		throw new CrmError(
			'missingValue',
			`${label}: ${why}`,
			lacks === 'rule'
				? 'Add a rule that holds for it, or choose what happens when no rule holds.'
				: 'Choose other people, or wait until somebody is back.',
		);
	}

	private async supervisor(record: CrmRecord, label: string): Promise<string> {
		const choice = await recordSupervisor(this.scope, record, this.directory);
		if (choice.user === null)
			throw new CrmError('missingValue', `${label}: ${choice.reason}`, 'Choose a user, or give the person a supervisor in the CRM.');
		return choice.user.id;
	}
}

function requireRecord(record: CrmRecord | undefined, label: string): CrmRecord {
	if (record !== undefined) return record;
	throw new CrmError(
		'missingValue',
		`${label}: the task belongs to no record, so nobody follows from it.`,
		'Choose a user or a group, or the record of the task.',
	);
}

function ownResponsible(record: CrmRecord, label: string): string {
	const id = responsibleOf(record);
	if (id !== null) return id;
	throw new CrmError(
		'missingValue',
		`${label}: ${record.type} "${titleOf(record)}" has no responsible person.`,
		'Choose a user, or set the responsible person of the record first.',
	);
}
