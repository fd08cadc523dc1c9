import { otherKind, type TriggerEvent } from './TriggerEvent';

export const recordCreated: TriggerEvent<object, 'notCreated'> = {
	label: 'Record Created',
	description: 'A new record appears',
	types: 'all',
	fields: [],
	read: () => ({}),
	kinds: () => ['created'],
	mismatch: ({ kind }) => (kind === 'created' ? undefined : 'notCreated'),
	why: { notCreated: otherKind('created') },
	summary: () => 'created',
};
