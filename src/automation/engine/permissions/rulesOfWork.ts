import type { ProjectStore } from '../../../companions/Companions';
import type { ActivityStore, TaskStore } from '../../../crm/Crm';
import type { RecordRef } from '../../../model/record';
import type { Access } from './Access';
import type { Rules } from './guard';
import { upTo } from './upTo';

/*
 * Tasks, activities and projects have permissions of their own, beside those of the record they are for: people have tasks for
 * records that they may not see.
 */

export const TASKS: Rules<TaskStore> = {
	findByKey: 'open',
	create: {
		/** Those of a project come with it: see PROJECTS. */
		async before(access, _, drafts) {
			if (drafts.some(({ projectId }) => projectId === undefined || projectId === null)) await access.requireType('create', 'task');
		},
	},
	update: { before: async (access, _, changes) => await access.requireRecords('edit', refsOf('task', idsOf(changes))) },
	remove: { before: async (access, _, ids) => await access.requireRecords('delete', refsOf('task', ids)) },
	get: { before: async (access, _, id) => await access.requireRecords('see', refsOf('task', [id])) },
	find: {
		async narrowed(access, tasks, query) {
			if ((await access.requireType('see', 'task')) === 'all') return await tasks.find(query);
			const own = ownOnly(access, query);
			return own === undefined ? [] : await tasks.find(own);
		},
	},
	count: 'open',
};

export const ACTIVITIES: Rules<ActivityStore> = {
	findByKey: 'open',
	create: { before: async (access) => void (await access.requireType('create', 'activity')) },
	complete: { before: async (access, _, ids) => await access.requireRecords('edit', refsOf('activity', ids)) },
	get: { before: async (access, _, id) => await access.requireRecords('see', refsOf('activity', [id])) },
	find: {
		async narrowed(access, activities, query) {
			if ((await access.requireType('see', 'activity')) === 'all') return await activities.find(query);
			const own = ownOnly(access, query);
			return own === undefined ? [] : await activities.find(own);
		},
	},
};

/** Starting a project is a right on the record it is for, or on projects where it is for none; its tasks come with it. */
export const PROJECTS: Rules<ProjectStore> = {
	findByKey: 'open',
	create: {
		async before(access, _, drafts) {
			for (const { record } of drafts) {
				if (record === null || record === undefined) await access.requireType('run', 'project');
				else await access.requireRecords('run', [record]);
			}
		},
	},
	update: { before: async (access, _, changes) => await access.requireRecords('edit', refsOf('project', idsOf(changes))) },
	get: { before: async (access, _, id) => await access.requireRecords('see', refsOf('project', [id])) },
	find: {
		async narrowed(access, projects, query) {
			if ((await access.requireType('see', 'project')) === 'all') return await projects.find(query);
			return await upTo(
				query.limit,
				async (limit) => await projects.find({ ...query, limit }),
				async (found) => found.filter(({ startedBy }) => startedBy === access.user.id),
			);
		},
	},
};

function refsOf(type: string, ids: readonly string[]): RecordRef[] {
	return ids.map((id) => ({ type, id }));
}

function idsOf(changes: ReadonlyArray<{ id: string }>): string[] {
	return changes.map(({ id }) => id);
}

/** The query for one's own only; undefined where those of somebody else are asked for. */
function ownOnly<Query extends { responsibleId?: string }>({ user }: Access, query: Query): Query | undefined {
	return query.responsibleId === undefined || query.responsibleId === user.id ? { ...query, responsibleId: user.id } : undefined;
}
