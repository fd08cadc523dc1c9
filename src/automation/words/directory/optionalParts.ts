import type { ActivityStore, CommentStore, Crm, DocumentStore, NameStore, SchemaEditor, UserDirectory } from '../../../crm/Crm';
import { CrmError } from '../../../model/CrmError';
import type { Scope } from '../../engine/Scope';

/*
 * What some CRMs do not have, or do not let us do. Each gives it, or throws unsupported in a sentence that says what to do
 * instead. A step calls these when it runs; `requireParts` calls them for the steps of a workflow before it is switched on.
 */

type InCrm = Pick<Scope, 'crm'>;

export function activitiesOf({ crm }: InCrm): ActivityStore {
	return crm.activities ?? lacks(crm, (name) => `${name} has no activities.`, 'Use tasks instead.');
}

export function commentsOf({ crm }: InCrm): CommentStore {
	const remedy = 'Write an entry into the history of the record instead, and notify people.';
	return crm.comments ?? lacks(crm, (name) => `${name} has no comments.`, remedy);
}

export function documentsOf({ crm }: InCrm): DocumentStore {
	const remedy = 'Keep the file elsewhere, and put a link to it into the record.';
	return crm.documents ?? lacks(crm, (name) => `${name} keeps no documents.`, remedy);
}

export function schemaEditor({ crm }: InCrm): SchemaEditor {
	const problem = (name: string) => `Record types, fields and pipelines of ${name} cannot be changed from here.`;
	return crm.schema ?? lacks(crm, problem, 'Change them in that CRM itself.');
}

/** A set-up is imported as a whole or not at all, which only a CRM of ours can promise. */
export function requireOwnSetUp({ crm }: InCrm): void {
	if (crm.schema !== undefined && crm.capabilities.sharesLedger) return;
	lacks(crm, (name) => `${name} is set up by its own means.`, 'Import the set-up into the built-in CRM.');
}

/** For making and deleting groups or roles. */
export function nameEditor({ crm }: InCrm, kind: 'groups' | 'roles'): Required<NameStore> {
	const names = crm.users[kind];
	if (names.save !== undefined && names.remove !== undefined) return names as Required<NameStore>;
	return lacks(crm, (name) => `The ${kind} of ${name} cannot be changed from here.`, `Change them in ${crm.capabilities.name}.`);
}

export function userEditor<Verb extends 'create' | 'update'>({ crm }: InCrm, verb: Verb): NonNullable<UserDirectory[Verb]> {
	const { users, capabilities } = crm;
	const write =
		users[verb] ?? lacks(crm, (name) => `Users of ${name} cannot be changed from here.`, `Change them in ${capabilities.name}.`);
	return write.bind(users) as NonNullable<UserDirectory[Verb]>;
}

/** A port that can bring back what was deleted. */
export function restoringCrm({ crm }: InCrm): Crm & Required<Pick<Crm, 'restore'>> {
	if (crm.restore !== undefined) return crm as Crm & Required<Pick<Crm, 'restore'>>;
	return lacks(crm, (name) => `${name} cannot bring back deleted records.`, 'Restore the record in the CRM itself.');
}

/** A port that can move what belongs to a record to another one. */
export function relinkingCrm({ crm }: InCrm): Crm & Required<Pick<Crm, 'relink'>> {
	if (crm.relink !== undefined) return crm as Crm & Required<Pick<Crm, 'relink'>>;
	return lacks(crm, (name) => `${name} cannot move what belongs to a record to another one.`, 'Merge the records in the CRM itself.');
}

/** By operations of CRM (`record.merge`), or for all of a resource that are not named. */
const NEEDED: Readonly<Record<string, (scope: InCrm) => unknown>> = {
	activity: activitiesOf,
	comment: commentsOf,
	document: documentsOf,
	'recordType.addReadyType': schemaEditor,
	'recordType.save': schemaEditor,
	'recordType.delete': schemaEditor,
	'field.save': schemaEditor,
	'field.delete': schemaEditor,
	'pipeline.save': schemaEditor,
	'pipeline.delete': schemaEditor,
	'stage.save': schemaEditor,
	'stage.delete': schemaEditor,
	'group.save': (scope) => nameEditor(scope, 'groups'),
	'group.delete': (scope) => nameEditor(scope, 'groups'),
	'group.addMembers': (scope) => userEditor(scope, 'update'),
	'group.removeMembers': (scope) => userEditor(scope, 'update'),
	'role.delete': (scope) => nameEditor(scope, 'roles'),
	'system.importSetUp': requireOwnSetUp,
	'user.create': (scope) => userEditor(scope, 'create'),
	'user.update': (scope) => userEditor(scope, 'update'),
	'record.restore': restoringCrm,
	'record.merge': relinkingCrm,
};

/** A step of a workflow that is to be switched on. */
export interface PlannedStep {
	/** What people call it. */
	name: string;
	resource: string;
	operation: string;
}

/** Throws unsupported, and names the step, when the CRM lacks what one of them needs. */
export function requireParts(scope: InCrm, steps: readonly PlannedStep[]): void {
	for (const { name, resource, operation } of steps) {
		try {
			(NEEDED[`${resource}.${operation}`] ?? NEEDED[resource])?.(scope);
		} catch (error) {
			if (!(error instanceof CrmError)) throw error;
			throw new CrmError(error.code, `The step "${name}" cannot work: ${error.message}`, error.remedy, { cause: error });
		}
	}
}

function lacks({ capabilities }: Crm, problem: (name: string) => string, remedy: string): never {
	throw new CrmError('unsupported', problem(capabilities.name), remedy);
}
