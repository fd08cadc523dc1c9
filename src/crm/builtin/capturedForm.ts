import type { ChangeDraft } from '../../feed/ChangeFeed';
import { changeOf } from '../../feed/changeRow';
import type { FeedForm } from '../../feed/TableFeed';
import { CrmError } from '../../model/CrmError';
import type { Values } from '../../model/record';
import type { SqlColumn } from '../../sql/bulk';
import { valuesOfCapture } from './capturedTables';
import { idNumber } from './ids';
import { describedValues } from './recordRows';
import type { ReferenceCache } from './ReferenceCache';

const COLUMNS: readonly SqlColumn[] = [
	{ name: 'record_type', type: 'text' },
	{ name: 'record_id', type: 'integer' },
	{ name: 'kind', type: 'text' },
	{ name: 'at', type: 'text' },
	{ name: 'actor', type: 'integer' },
	{ name: 'origin', type: 'json' },
	{ name: 'reason', type: 'json' },
	{ name: 'before', type: 'json' },
	{ name: 'after', type: 'json' },
];

/** Changes as the triggers of the database capture them. */
export function capturedForm(references: ReferenceCache): FeedForm {
	return {
		columns: COLUMNS,
		valuesOf: ({ ref, kind, at, actor, origin, reason, before, after }) => [
			ref.type,
			requireId(ref.id, 'a record'),
			kind,
			at,
			actor === undefined ? null : requireId(actor, 'a user'),
			origin === undefined ? null : JSON.stringify(origin),
			reason === undefined ? null : JSON.stringify(reason),
			capture(before),
			capture(after),
		],
		recordId: idNumber,
		async toChanges(rows, referenceVersion) {
			const { types } = await references.current(referenceVersion);
			return rows.map((row) => changeOf(row, (stored) => describedValues(types.get(row.record_type), valuesOfCapture(stored))));
		},
	};
}

/** All values stand where the triggers put those that have no column. */
function capture(values: ChangeDraft['before']): string | null {
	return values === undefined ? null : JSON.stringify({ values: values satisfies Values });
}

function requireId(id: string, what: string): number {
	const number = idNumber(id);
	if (number !== undefined) return number;
	throw new CrmError('invalidValue', `"${id}" cannot be the id of ${what} of the built-in CRM.`, 'Its ids are whole numbers.');
}
