import type { HistoryQuery } from '../../../crm/Crm';
import { isBlank, readMoment } from '../../../model/coercion';
import { CrmError } from '../../../model/CrmError';
import { DEFAULT_HISTORY_TYPE } from '../../../model/history';
import { refKey, type RecordRef } from '../../../model/record';
import { Directory } from '../../words/directory/directory';
import type { Operation } from '../../engine/effects/Operation';
import type { Output } from '../../../model/output';
import { presentHistory, type HistoryOutput } from '../../words/output/present';
import { recordsByRef } from '../../words/reading/readRecords';
import { countHistory as countEntries } from '../../engine/counts';
import type { Scope } from '../../engine/Scope';
import type { AddHistoryInput } from './inputs';
import { plainText } from '../../../model/plainText';

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

/** On behalf of the actor of the write. Throws notFound, missingValue. */
export const addHistory: Operation<AddHistoryInput, HistoryOutput> = {
	name: 'history.add',
	writes: 'crm',
	target: ({ record, type }) => [record, typeOf(type)],
	preview: (entry) => ({ ...entry, id: null }),
	async perform(scope, inputs, write) {
		const directory = new Directory(scope);
		await recordsByRef(
			scope.crm,
			inputs.map((input) => input.record),
		);
		const drafts = inputs.map(({ record, text, type }) => {
			if (isBlank(text))
				throw new CrmError('missingValue', `The history entry for ${refKey(record)} has no text.`, 'Write what should be in the history.');
			return { record, text, type: typeOf(type) };
		});
		return await presentHistory(scope, await scope.crm.history.create(drafts, write), directory);
	},
};

/** What history entries are counted by. */
export type CountedBy = 'user' | 'type' | 'userAndType';

export type HistoryCountOutput = Output & { count: number };

/** Newest first. */
export async function listHistory(scope: Scope, filter: HistoryFilter): Promise<HistoryOutput[]> {
	const directory = new Directory(scope);
	const entries = await scope.crm.history.find({ ...(await queryOf(scope, directory, filter)), limit: filter.limit });
	return await presentHistory(scope, entries, directory);
}

/**
 * How many entries there are per user, type, or both; the most first, then by name and type. What is on behalf of the
 * system has no user.
 */
export async function countHistory(
	scope: Scope,
	filter: Omit<HistoryFilter, 'limit'>,
	by: CountedBy = 'userAndType',
): Promise<HistoryCountOutput[]> {
	const directory = new Directory(scope);
	const people = await directory.people();
	const counts = await countEntries(scope.crm.history, await queryOf(scope, directory, filter));
	const groups = Map.groupBy(counts, ({ userId, type }) => JSON.stringify([by === 'type' ? null : userId, by === 'user' ? null : type]));
	const rows = [...groups.values()].map((group) => ({
		userId: group[0]!.userId,
		name: people.nameOf(group[0]!.userId) ?? '',
		type: group[0]!.type,
		count: group.reduce((sum, { count }) => sum + count, 0),
		firstAt: group.map(({ firstAt }) => firstAt).sort()[0]!,
		lastAt: group
			.map(({ lastAt }) => lastAt)
			.sort()
			.at(-1)!,
	}));
	rows.sort((a, b) => b.count - a.count || a.name.localeCompare(b.name) || a.type.localeCompare(b.type));
	return rows.map(({ userId, type, count, firstAt, lastAt }) => {
		const user = people.byId(userId);
		const person = { user: user?.name ?? null, userId, userEmail: user?.email ?? null, userActive: user?.active ?? null };
		return { ...(by === 'type' ? {} : person), ...(by === 'user' ? {} : { type }), count, firstAt, lastAt };
	});
}

async function queryOf(
	scope: Scope,
	directory: Directory,
	{ record, types, user, from, until }: Omit<HistoryFilter, 'limit'>,
): Promise<Omit<HistoryQuery, 'limit'>> {
	return {
		record,
		types: types === undefined || types.length === 0 ? undefined : types,
		userId: isBlank(user) ? undefined : (await directory.people()).resolve(user, 'User').id,
		from: isBlank(from) ? undefined : readMoment(from, scope.timeZone, 'From', 'startOfDay').toISOString(),
		until: isBlank(until) ? undefined : readMoment(until, scope.timeZone, 'Until', 'endOfDay').toISOString(),
	};
}

function typeOf(type: string | undefined): string {
	return isBlank(type) ? DEFAULT_HISTORY_TYPE : plainText(type);
}
