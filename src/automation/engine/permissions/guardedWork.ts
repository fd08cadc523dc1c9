import type { ActivityStore, ProjectStore, TaskStore } from '../../../crm/Crm';
import type { Access } from './Access';
import { upTo } from './upTo';

/*
 * Tasks, activities and projects have permissions of their own, beside those of the record they are for: people have tasks for
 * records that they may not see.
 */

export function guardTasks(tasks: TaskStore, access: Access): TaskStore {
	return {
		async create(drafts, write) {
			// Those of a project come with it: see guardProjects.
			if (drafts.some(({ projectId }) => projectId === undefined || projectId === null)) await access.requireType('create', 'task');
			return await tasks.create(drafts, write);
		},
		async update(changes, write) {
			await access.requireRecords(
				'edit',
				changes.map(({ id }) => ({ type: 'task', id })),
			);
			return await tasks.update(changes, write);
		},
		async remove(ids, write) {
			await access.requireRecords(
				'delete',
				ids.map((id) => ({ type: 'task', id })),
			);
			return await tasks.remove(ids, write);
		},
		async get(id) {
			await access.requireRecords('see', [{ type: 'task', id }]);
			return await tasks.get(id);
		},
		async find(query) {
			return (await access.requireType('see', 'task')) === 'all'
				? await tasks.find(query)
				: await ownOnly(access, query, async (own) => await tasks.find(own));
		},
		countsOf: async (userIds, statuses) => await tasks.countsOf(userIds, statuses),
	};
}

export function guardActivities(activities: ActivityStore, access: Access): ActivityStore {
	return {
		async create(drafts, write) {
			await access.requireType('create', 'activity');
			return await activities.create(drafts, write);
		},
		async complete(ids, write) {
			await access.requireRecords(
				'edit',
				ids.map((id) => ({ type: 'activity', id })),
			);
			return await activities.complete(ids, write);
		},
		async get(id) {
			await access.requireRecords('see', [{ type: 'activity', id }]);
			return await activities.get(id);
		},
		async find(query) {
			return (await access.requireType('see', 'activity')) === 'all'
				? await activities.find(query)
				: await ownOnly(access, query, async (own) => await activities.find(own));
		},
	};
}

/** Starting a project is a right on the record it is for, or on projects where it is for none; its tasks come with it. */
export function guardProjects(projects: ProjectStore, access: Access): ProjectStore {
	return {
		async create(drafts, write) {
			for (const { record } of drafts) {
				if (record === null || record === undefined) await access.requireType('run', 'project');
				else await access.requireRecords('run', [record]);
			}
			return await projects.create(drafts, write);
		},
		async update(changes, write) {
			await access.requireRecords(
				'edit',
				changes.map(({ id }) => ({ type: 'project', id })),
			);
			return await projects.update(changes, write);
		},
		async get(id) {
			await access.requireRecords('see', [{ type: 'project', id }]);
			return await projects.get(id);
		},
		async find(query) {
			if ((await access.requireType('see', 'project')) === 'all') return await projects.find(query);
			return await upTo(
				query.limit,
				async (limit) => await projects.find({ ...query, limit }),
				async (found) => found.filter(({ startedBy }) => startedBy === access.user.id),
			);
		},
	};
}

/** Those of somebody else are left out. */
async function ownOnly<Query extends { responsibleId?: string }, Item>(
	access: Access,
	query: Query,
	find: (own: Query) => Promise<Item[]>,
): Promise<Item[]> {
	const { id } = access.user;
	return query.responsibleId === undefined || query.responsibleId === id ? await find({ ...query, responsibleId: id }) : [];
}
