import { isBlank, readMoment } from '../model/coercion';
import { CrmError } from '../model/CrmError';
import { DEFAULT_HISTORY_TYPE } from '../model/history';
import { refKey, type RecordRef } from '../model/record';
import { Directory } from './directory';
import type { Operation } from './effects';
import { presentHistory, type HistoryOutput } from './present';
import { recordsByRef } from './readRecords';
import type { Scope } from './Scope';

export interface AddHistoryInput {
	record: RecordRef;
	text: string;
	/** Default `information`. */
	type?: string;
	/** On whose behalf: id, e-mail or name; default: the system. */
	user?: string;
}

export interface HistoryFilter {
	record?: RecordRef;
	types?: string[];
	/** Id, e-mail or name. */
	user?: string;
	/** ISO 8601, both included; without an offset in the scope's zone; a date alone means the whole day. */
	from?: string;
	until?: string;
	/** At most that many; absent: all. */
	limit?: number;
}

export const addHistory: Operation<AddHistoryInput, HistoryOutput> = {
	name: 'history.add',
	target: ({ record, type }) => [record, typeOf(type)],
	preview: (entry) => ({ ...entry, id: null }),
	async perform(scope, inputs, write) {
		const directory = new Directory(scope);
		await recordsByRef(scope.crm, inputs.map((input) => input.record));
		const people = await directory.people();
		const drafts = inputs.map(({ record, text, type, user }) => {
			if (isBlank(text)) throw new CrmError('missingValue', `The history entry for ${refKey(record)} has no text.`, 'Write what should be in the history.');
			return { record, text, type: typeOf(type), userId: isBlank(user) ? null : people.resolve(user, 'On behalf of').id };
		});
		return await presentHistory(scope, await scope.crm.timeline.add(drafts, write), directory);
	},
};

/** Newest first. */
export async function listHistory(scope: Scope, filter: HistoryFilter): Promise<HistoryOutput[]> {
	const directory = new Directory(scope);
	const { user, from, until, types, ...query } = filter;
	const entries = await scope.crm.timeline.list({
		...query,
		types: types === undefined || types.length === 0 ? undefined : types,
		userId: isBlank(user) ? undefined : (await directory.people()).resolve(user, 'User').id,
		from: isBlank(from) ? undefined : readMoment(from, scope.timeZone, 'From', 'startOfDay').toISOString(),
		until: isBlank(until) ? undefined : readMoment(until, scope.timeZone, 'Until', 'endOfDay').toISOString(),
	});
	return await presentHistory(scope, entries, directory);
}

function typeOf(type: string | undefined): string {
	return isBlank(type) ? DEFAULT_HISTORY_TYPE : type.trim();
}
