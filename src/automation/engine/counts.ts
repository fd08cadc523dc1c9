import type { Crm, HistoryQuery, HistoryStore, RecordCount, TaskStore } from '../../crm/Crm';
import type { HistoryCount, HistoryEntry } from '../../model/history';
import type { Condition } from '../../model/query';
import type { Task } from '../../model/task';

/*
 * The counts of the port are optional: a REST CRM seldom has them. Where one is missing, what `find` gives is counted, which
 * costs as much as reading it.
 */

/** See `Crm.count`. Throws notFound. */
export async function countRecords(crm: Pick<Crm, 'count' | 'find'>, query: RecordCount): Promise<number> {
	if (crm.count !== undefined) return await crm.count(query);
	const { type, pipeline, stage, field } = query;
	const conditions: Condition[] = [];
	if (pipeline !== undefined) conditions.push({ field: 'pipeline', operator: 'is', value: pipeline });
	if (stage !== undefined) conditions.push({ field: 'stage', operator: 'is', value: stage });
	if (field !== undefined) conditions.push({ field, operator: 'isNotEmpty' });
	let count = 0;
	for await (const _ of crm.find(type, { conditions })) count++;
	return count;
}

/** See `Crm.countOpen`. Throws notFound. */
export async function countOpenRecords(
	crm: Pick<Crm, 'countOpen' | 'describe' | 'find'>,
	type: string,
	userIds: readonly string[],
): Promise<Map<string, number>> {
	if (crm.countOpen !== undefined) return await crm.countOpen(type, userIds);
	const { pipelines } = await crm.describe(type);
	if (userIds.length === 0) return new Map();
	const final = new Set(pipelines.flatMap(({ stages }) => stages.filter(({ kind }) => kind !== 'open').map(({ id }) => id)));
	const responsibles: string[] = [];
	const conditions: Condition[] = [{ field: 'responsible', operator: 'isOneOf', value: [...userIds] }];
	for await (const { values } of crm.find(type, { conditions }))
		if (!final.has(values['stage'] as string)) responsibles.push(values['responsible'] as string);
	return tally(responsibles);
}

/** See `TaskStore.count`. */
export async function countTasks(
	tasks: Pick<TaskStore, 'count' | 'find'>,
	userIds: readonly string[],
	statuses: readonly Task['status'][],
): Promise<Map<string, number>> {
	if (tasks.count !== undefined) return await tasks.count(userIds, statuses);
	if (userIds.length === 0) return new Map();
	const found = await tasks.find({ statuses, responsibleId: userIds.length === 1 ? userIds[0] : undefined });
	const wanted = new Set(userIds);
	return tally(found.map(({ responsibleId }) => responsibleId).filter((id) => wanted.has(id)));
}

/** See `HistoryStore.count`. */
export async function countHistory(
	history: Pick<HistoryStore, 'count' | 'find'>,
	query: Omit<HistoryQuery, 'limit'>,
): Promise<HistoryCount[]> {
	if (history.count !== undefined) return await history.count(query);
	const groups = Map.groupBy(await history.find(query), ({ userId, type }) => JSON.stringify([userId, type]));
	return [...groups.values()].map(historyCount);
}

function historyCount(entries: readonly HistoryEntry[]): HistoryCount {
	const { userId, type } = entries[0]!;
	const moments = entries.map(({ at }) => at).sort();
	return { userId, type, count: entries.length, firstAt: moments[0]!, lastAt: moments.at(-1)! };
}

function tally(ids: readonly string[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
	return counts;
}
