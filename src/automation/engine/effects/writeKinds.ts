import type { Companions } from '../../../companions/Companions';
import type { Crm } from '../../../crm/Crm';

/** What a method of the port or the companions does, and so what becomes of it when an attempt before may have done it. */
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

/** One line for every method: one that is added does not compile until it is said here what it does. */
export type WriteKinds<Part extends object> = {
	readonly [Name in keyof Part]-?: NonNullable<Part[Name]> extends AnyMethod
		? WriteKind
		: WriteKinds<NonNullable<Part[Name]> & object> | 'read';
};

export const CRM_KINDS: WriteKinds<Crm> = {
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
		groups: { find: 'read', save: 'again', remove: 'drop' },
		roles: { find: 'read', save: 'again', remove: 'drop' },
		supervisorsOf: 'read',
		create: 'create',
		update: 'update',
	},
	tasks: { findByKey: 'read', create: 'create', update: 'update', remove: 'remove', get: 'read', find: 'read', count: 'read' },
	history: { findByKey: 'read', create: 'create', find: 'read', count: 'read' },
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
	},
	schema: {
		saveRecordType: 'again',
		saveField: 'again',
		savePipeline: 'again',
		removeRecordType: 'drop',
		removeField: 'drop',
		removePipeline: 'drop',
	},
	close: 'read',
};

export const COMPANION_KINDS: WriteKinds<Companions> = {
	notifications: { findByKey: 'read', create: 'create', find: 'read', markRead: 'again', markAllRead: 'again' },
	projects: { findByKey: 'read', create: 'create', update: 'update', get: 'read', find: 'read' },
	filingRules: { find: 'read', save: 'again' },
	permissions: { of: 'read', save: 'again' },
	stageGates: { find: 'read', save: 'again' },
	relink: 'again',
};
