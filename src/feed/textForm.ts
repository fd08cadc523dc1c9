import type { SqlColumn } from '../sql/bulk';
import { fromJson } from '../sql/SqlDialect';
import { changeOf } from './changeRow';
import type { FeedForm } from './TableFeed';

const NAMES = ['record_type', 'record_id', 'kind', 'at', 'actor', 'origin', 'reason', 'before', 'after'];
const COLUMNS: readonly SqlColumn[] = NAMES.map((name) => ({ name, type: 'text' }));

/** The form for CRMs that keep their data elsewhere: any text can be an id, and values are kept as they come. */
export const textForm: FeedForm = {
	columns: COLUMNS,
	valuesOf: ({ ref, kind, at, actor, origin, reason, before, after }) => [
		ref.type,
		ref.id,
		kind,
		at,
		actor ?? null,
		jsonOrNull(origin),
		jsonOrNull(reason),
		jsonOrNull(before),
		jsonOrNull(after),
	],
	recordId: (id) => id,
	toChanges: async (rows) => rows.map((row) => changeOf(row, fromJson)),
};

function jsonOrNull(value: unknown): string | null {
	return value === undefined ? null : JSON.stringify(value);
}
