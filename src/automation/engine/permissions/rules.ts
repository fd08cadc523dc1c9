import type { Companions } from '../../../companions/Companions';
import type { Crm } from '../../../crm/Crm';
import type { ChangeFeed } from '../../../feed/ChangeFeed';
import type { Change } from '../../../model/change';
import type { RecordRef } from '../../../model/record';
import { idsByType } from '../recordsById';
import type { Access } from './Access';
import type { Rules } from './guard';
import { ACTIVITIES, PROJECTS, TASKS } from './rulesOfWork';
import { COMMENTS, DOCUMENTS, NOTIFICATIONS, HISTORY } from './rulesOfParts';
import { FILING_RULES, PERMISSIONS, SCHEMA, STAGE_GATES, USERS } from './rulesOfSetUp';

/**
 * Which right each method of the port needs, and on what. How the CRM is set up, and the names of people, are no secret: every
 * form shows them.
 */
export const CRM: Rules<Crm> = {
	capabilities: 'open',
	recordTypes: 'open',
	describe: 'open',
	get: {
		async narrowed(access, crm, ref) {
			await access.requireType('see', ref.type, ref);
			const record = await crm.get(ref);
			if (record !== undefined) await access.requireRecord('see', record);
			return record;
		},
	},
	find: {
		async *narrowed(access, crm, type, query = {}) {
			const reach = await access.requireType('see', type);
			const conditions = reach === 'all' ? query.conditions : [...(query.conditions ?? []), access.ownCondition(type)];
			yield* crm.find(type, { ...query, conditions });
		},
	},
	/** Only the effect runner knows keys. */
	findByKey: 'open',
	match: {
		/** A record that is named by what it is called, and is out of reach, is refused like one that is named by its id. */
		async narrowed(access, crm, type, field, values) {
			await access.requireType('see', type);
			const found = await crm.match(type, field, values);
			const refs = [...found.values()].flat().map((id) => ({ type, id }));
			await access.requireRecords('see', refs);
			return found;
		},
	},
	create: { before: async (access, _, type) => void (await access.requireType('create', type)) },
	update: {
		async before(access, _, type, changes) {
			const refs = changes.map(({ id }) => ({ type, id }));
			await access.requireRecords('edit', refs);
		},
	},
	remove: { before: async (access, _, refs) => await access.requireRecords('delete', refs) },
	restore: {
		/** They must be in reach as they were when they were deleted. */
		async before(access, crm, refs) {
			for (const ref of refs) await access.requireType('create', ref.type, ref);
			for (const [type, ids] of idsByType(refs)) {
				const [id] = ids;
				if ((await access.requireType('see', type, { type, id: id! })) === 'all') continue;
				for (const record of await crm.findDeleted!(type, { ids: [...ids] })) await access.requireRecord('see', record);
			}
		},
	},
	findDeleted: {
		async narrowed(access, crm, type, query) {
			const reach = await access.requireType('see', type);
			const records = await crm.findDeleted!(type, query);
			return reach === 'own' ? records.filter((record) => access.isOwn(record)) : records;
		},
	},
	count: 'open',
	countOpen: 'open',
	relink: { before: async (access, _, from, to) => await requireRelinking(access, from, to) },
	users: USERS,
	tasks: TASKS,
	history: HISTORY,
	comments: COMMENTS,
	activities: ACTIVITIES,
	documents: DOCUMENTS,
	schema: SCHEMA,
	close: 'open',
};

/** The same for what is ours beside the CRM. */
export const COMPANIONS: Rules<Companions> = {
	notifications: NOTIFICATIONS,
	projects: PROJECTS,
	filingRules: FILING_RULES,
	permissions: PERMISSIONS,
	stageGates: STAGE_GATES,
	relink: { before: async (access, _, from, to) => await requireRelinking(access, from, to) },
};

/** Changes of records out of reach are left out; those of a record that is named are refused with it. */
export const FEED: Rules<ChangeFeed> = {
	head: 'open',
	read: {
		async narrowed(access, feed, cursor, limit) {
			const page = await feed.read(cursor, limit);
			return { ...page, changes: page.changes.filter((change) => sees(access, change)) };
		},
	},
	byIds: {
		narrowed: async (access, feed, ids) => new Map([...(await feed.byIds(ids))].filter(([, change]) => sees(access, change))),
	},
	ofRecord: {
		async narrowed(access, feed, ref, query) {
			await access.requireRecords('see', [ref]);
			return (await feed.ofRecord(ref, query)).filter((change) => sees(access, change));
		},
	},
	newest: {
		narrowed: async (access, feed, filter, limit) => (await feed.newest(filter, limit)).filter((change) => sees(access, change)),
	},
	cursorAt: 'open',
	lag: 'open',
	onChanges: 'open',
	signal: 'open',
	onSignal: 'open',
	append: 'open',
	feedOf: 'open',
	retention: 'open',
};

async function requireRelinking(access: Access, from: readonly RecordRef[], to: RecordRef): Promise<void> {
	await access.requireRecords('edit', [to]);
	await access.requireRecords('delete', from);
}

function sees(access: Access, { ref, before, after }: Change): boolean {
	const reach = access.reach('see', ref.type);
	return reach === 'all' || (reach === 'own' && access.isOwn({ ...ref, values: after ?? before ?? {} }));
}
