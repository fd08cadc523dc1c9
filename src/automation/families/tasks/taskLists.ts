import type { Condition } from '../../../model/query';
import { refKey, type RecordRef } from '../../../model/record';
import { OPEN_TASK_STATUSES } from '../../../model/task';
import type { Scope } from '../../engine/Scope';
import { Directory } from '../../words/directory/directory';
import { recordPage, type ListPage, type ListRequest } from '../../words/forms/listPage';

/** Open ones of a record, or of all; the newest first. */
export async function listTasks(scope: Scope, record: RecordRef | undefined, request: ListRequest): Promise<ListPage> {
	const conditions: Condition[] = [{ field: 'status', operator: 'isOneOf', value: [...OPEN_TASK_STATUSES] }];
	if (record !== undefined) conditions.push({ field: 'record', operator: 'is', value: refKey(record) });
	const people = await new Directory(scope).people();
	return await recordPage(scope, 'task', conditions, request, (tasks) =>
		tasks.map(({ id, values }) => ({
			name: String(values['title']),
			value: id,
			description: people.nameOf(String(values['responsible'])) ?? undefined,
		})),
	);
}
