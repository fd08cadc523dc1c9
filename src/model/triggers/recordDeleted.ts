import { otherKind, type TriggerEvent } from './TriggerEvent';

export const recordDeleted: TriggerEvent<object, 'notDeleted'> = {
	label: 'Record Deleted',
	description: 'A record is deleted; its last values are in the output',
	types: 'all',
	fields: [],
	read: () => ({}),
	kinds: () => ['deleted'],
	mismatch: ({ kind }) => (kind === 'deleted' ? undefined : 'notDeleted'),
	why: { notDeleted: otherKind('deleted') },
	summary: () => 'deleted',
};
