import type { Crm } from '../../../crm/Crm';

/** What a method of the port does to the CRM, and so what becomes of it when an attempt before may have done it. */
export type WriteKind =
	/** Nothing: it tells. */
	| 'read'
	/** Makes things, one for each draft: what was made is looked for by its key. */
	| 'create'
	/** Sets values, absolute ones: setting them again is harmless. */
	| 'update'
	/** Takes things away: what is gone by now was taken away. */
	| 'remove'
	/** Brings removed records back: what is there by now was brought back. */
	| 'restore'
	/** Takes one thing of the set-up away: what is gone by now was taken away. */
	| 'drop'
	/** Doing it twice is the same as doing it once. */
	| 'again';

type AnyMethod = (...args: never[]) => unknown;

/** One line for every method: one that is added to the port does not compile until it is said here what it does. */
export type WriteKinds<Part extends object> = {
	readonly [Name in keyof Part]-?: NonNullable<Part[Name]> extends AnyMethod
		? WriteKind
		: WriteKinds<NonNullable<Part[Name]> & object> | 'read';
};

export const WRITE_KINDS: WriteKinds<Crm> = {
	capabilities: 'read',
	recordTypes: 'read',
	describe: 'read',
	get: 'read',
	find: 'read',
	findByKey: 'read',
	match: 'read',
	create: 'create',
	update: 'update',
	remove: 'remove',
	restore: 'restore',
	findDeleted: 'read',
	count: 'read',
	countOpen: 'read',
	relink: 'again',
	users: {
		findByKey: 'read',
		find: 'read',
		get: 'read',
		groups: 'read',
		roles: 'read',
		permissionsOf: 'read',
		supervisorsOf: 'read',
		create: 'create',
		update: 'update',
	},
	tasks: { findByKey: 'read', create: 'create', update: 'update', remove: 'remove', get: 'read', find: 'read', count: 'read' },
	history: { findByKey: 'read', create: 'create', find: 'read', count: 'read' },
	notifications: { findByKey: 'read', create: 'create', find: 'read', markRead: 'again', markAllRead: 'again' },
	projects: { findByKey: 'read', create: 'create', update: 'update', get: 'read', find: 'read' },
	comments: { findByKey: 'read', create: 'create', find: 'read' },
	activities: { findByKey: 'read', create: 'create', complete: 'again', get: 'read', find: 'read' },
	documents: {
		findByKey: 'read',
		create: 'create',
		get: 'read',
		content: 'read',
		find: 'read',
		remove: 'remove',
		labels: 'read',
		filingRules: 'read',
		saveFilingRules: 'again',
	},
	schema: {
		saveRecordType: 'again',
		saveField: 'again',
		savePipeline: 'again',
		removeRecordType: 'drop',
		removeField: 'drop',
		removePipeline: 'drop',
		saveGroups: 'again',
		saveRoles: 'again',
		savePermissions: 'again',
		deleteGroup: 'drop',
		deleteRole: 'drop',
	},
	close: 'read',
};
