import { otherKind, type TriggerEvent } from './TriggerEvent';

interface RecordDeleted {
	/** A record that was merged into another counts as deleted. */
	includeMerged?: boolean;
}

export const recordDeleted: TriggerEvent<RecordDeleted, 'notDeleted' | 'merged'> = {
	label: 'Record Deleted',
	description: 'A record is deleted; its last values are in the output',
	types: 'all',
	fields: [
		{
			name: 'includeMerged',
			label: 'Also When Merged Into Another',
			kind: 'switch',
			optional: true,
			description: 'Whether a duplicate that is merged into another record counts as deleted (for "Record Deleted")',
		},
	],
	read: (form) => ({ includeMerged: form.isOn('includeMerged') }),
	kinds: () => ['deleted'],
	mismatch({ kind, reason }, { includeMerged }) {
		if (kind !== 'deleted') return 'notDeleted';
		return reason?.kind === 'merged' && includeMerged !== true ? 'merged' : undefined;
	},
	why: {
		notDeleted: otherKind('deleted'),
		merged: () =>
			'The record was not deleted but merged into another, and the trigger does not count that as a deletion (option "Also When Merged Into Another").',
	},
	summary: ({ includeMerged }) => (includeMerged === true ? 'deleted, or merged into another' : 'deleted'),
};
