import { otherKind, type TriggerEvent } from './TriggerEvent';

interface RecordCreated {
	/** A deleted record that is brought back counts as created. */
	includeRestored?: boolean;
}

export const recordCreated: TriggerEvent<RecordCreated, 'notCreated' | 'restored'> = {
	label: 'Record Created',
	description: 'A new record appears',
	types: 'all',
	fields: [
		{
			name: 'includeRestored',
			label: 'Also When Restored',
			kind: 'switch',
			optional: true,
			description: 'Whether a deleted record that is brought back counts as created (for "Record Created")',
		},
	],
	read: (form) => ({ includeRestored: form.isOn('includeRestored') }),
	kinds: () => ['created'],
	mismatch({ kind, reason }, { includeRestored }) {
		if (kind !== 'created') return 'notCreated';
		return reason?.kind === 'restored' && includeRestored !== true ? 'restored' : undefined;
	},
	why: {
		notCreated: otherKind('created'),
		restored: () =>
			'The record was not created but restored after a deletion, and the trigger does not count that as a creation (option "Also When Restored").',
	},
	summary: ({ includeRestored }) => (includeRestored === true ? 'created, or restored' : 'created'),
};
