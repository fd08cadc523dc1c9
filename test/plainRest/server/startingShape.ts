import type { EntityShape, FieldShape, Shape } from './shape';

/** The text field that an administrator made for us, where there is one. */
const OUR_KEY: FieldShape = { name: 'our_key', label: 'Key of CRMflow', type: 'text' };

const USER: FieldShape[] = [
	{ name: 'name', label: 'Name', type: 'text', required: true },
	{ name: 'email', label: 'Email', type: 'email' },
	{ name: 'boss', label: 'Boss', type: 'user' },
	{ name: 'job', label: 'Job', type: 'choice', options: [] },
	{ name: 'teams', label: 'Teams', type: 'choices', options: [] },
	{ name: 'active', label: 'Active', type: 'bool', default: true },
	{ name: 'away_from', label: 'Away from', type: 'date' },
	{ name: 'away_until', label: 'Away until', type: 'date' },
];

const TASK: FieldShape[] = [
	{ name: 'subject', label: 'Subject', type: 'text', required: true },
	{ name: 'owner', label: 'Owner', type: 'user', required: true },
	...fields('text', 'text', 'state', 'author', 'urgency', 'part_of', 'about', 'project', 'project_stage', 'points', 'came_from'),
	...fields('choices', 'helpers', 'watchers', 'labels'),
	...fields('moment', 'due', 'starts', 'ends', 'done_at'),
	...fields('bool', 'due_movable', 'clocked', 'to_approve'),
	...fields('number', 'effort'),
];

const NOTE: FieldShape[] = fields('text', 'kind', 'text', 'about', 'author', 'came_from');

/** What the CRM has when it is new: people, tasks and notes. Without `searchableKey` it has no field for our key. */
export function startingShape({ searchableKey }: { searchableKey: boolean }): Shape {
	const key = searchableKey ? [OUR_KEY] : [];
	return {
		entities: {
			user: { label: 'User', plural: 'Users', fields: USER.map((field) => ({ ...field })) },
			task: { label: 'Task', plural: 'Tasks', fields: [...TASK, ...key] },
			note: { label: 'Note', plural: 'Notes', fields: [...NOTE, ...key] },
		},
	};
}

/** Makes an entity as an administrator does, with the fields that every entity has. */
export function addEntity(shape: Shape, name: string, { fields: own, ...entity }: EntityShape): void {
	const key = shape.entities['task']!.fields.filter((field) => field.name === OUR_KEY.name);
	const common: FieldShape[] = [
		{ name: 'name', label: 'Name', type: 'text', required: true },
		...fields('text', 'funnel', 'status', 'ref_no'),
		{ name: 'owner', label: 'Owner', type: 'user' },
	];
	shape.entities[name] = { ...entity, fields: [...common, ...key, ...own] };
}

function fields(type: string, ...names: string[]): FieldShape[] {
	return names.map((name) => ({ name, label: name, type }));
}
