import { writeOperation } from '../operation';

export const save = writeOperation({
	operation: 'role.save',
	option: {
		name: 'Save',
		value: 'save',
		action: 'Save a role',
		description: 'Create a role, or say anew what it allows: who may see, create, edit, delete and run, per record type',
	},
	example: {
		goal: 'Let agents see and edit their own deals, and nothing else.',
		form: {
			name: 'agent',
			mayDo: 'listed',
			permissions: { permission: [{ recordTypes: ['deal'], allowed: ['see', 'edit'], ownOnly: true }] },
		},
	},
	description: [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. agent',
			description: 'The name of the role; the name of one that exists changes that one',
		},
		{
			displayName: 'May Do',
			name: 'mayDo',
			type: 'options',
			description: 'What users with this role may do',
			noDataExpression: true,
			default: 'everything',
			options: [
				{ name: 'Everything', value: 'everything', description: 'Nothing is forbidden to users with this role' },
				{ name: 'Only What Is Listed', value: 'listed', description: 'What no row below allows is forbidden' },
			],
		},
		{
			displayName: 'Permissions',
			name: 'permissions',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			default: {},
			placeholder: 'Add Permission',
			description: 'What the role allows, instead of what it allowed before. Each record type stands in one row only.',
			displayOptions: { show: { mayDo: ['listed'] } },
			options: [
				{
					displayName: 'Permission',
					name: 'permission',
					values: [
						{
							displayName: 'Record Type Names or IDs',
							name: 'recordTypes',
							type: 'multiOptions',
							default: [],
							description:
								'What the row is about; "All Other Record Types" are those in no other row. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
							typeOptions: { loadOptionsMethod: 'getPermissionTypes' },
						},
						{
							displayName: 'Allowed',
							name: 'allowed',
							type: 'multiOptions',
							default: ['see'],
							description: 'What users with the role may do; nothing, when left empty. Who may edit, delete or run may also see.',
							options: [
								{ name: 'Create', value: 'create' },
								{ name: 'Delete', value: 'delete' },
								{ name: 'Edit', value: 'edit', description: 'Also to change the stage, assign, score and merge' },
								{ name: 'Run', value: 'run', description: 'Start projects for records of the type, and replay processes' },
								{ name: 'See', value: 'see', description: 'Also to comment and to write into the history' },
							],
						},
						{
							displayName: 'Only Own Records',
							name: 'ownOnly',
							type: 'boolean',
							default: false,
							description:
								'Whether only those are meant that the user is responsible for; of projects those he started, of documents those he attached',
						},
					],
				},
			],
		},
	],
	input(item) {
		const name = item.requiredText('name', 'Name');
		if (item.value('mayDo', 'everything') === 'everything') return { name };
		const permissions = item.rows('permissions', 'permission').map((row) => ({
			recordTypes: row.list('recordTypes') ?? [],
			allowed: row.list('allowed') ?? ['see'],
			ownOnly: row.boolean('ownOnly') ?? false,
		}));
		return { name, permissions };
	},
});
