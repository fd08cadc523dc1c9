import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { byName } from '../../shared/byName';

/** Fields that are rarely needed: hidden until a person adds them. */
export function additionalFields(fields: Array<INodeProperties | INodePropertyCollection>): INodeProperties {
	return {
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: [...fields].sort((a, b) => byName({ name: a.displayName }, { name: b.displayName })) as INodeProperties[],
	};
}

/** One user among optional fields. */
export function userOption(field: Pick<INodeProperties, 'displayName' | 'name'> & { what: string }): INodeProperties {
	const { what, ...rest } = field;
	return {
		...rest,
		type: 'options',
		default: '',
		description: `${what}. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.`,
		typeOptions: { loadOptionsMethod: 'getUsers' },
	};
}

/** Several users; the text of a comma-separated expression works too. */
export function usersField(field: Pick<INodeProperties, 'displayName' | 'name'> & { what: string } & Partial<INodeProperties>): INodeProperties {
	const { what, ...rest } = field;
	return {
		type: 'multiOptions',
		default: [],
		description: `${what}. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.`,
		typeOptions: { loadOptionsMethod: 'getUsers' },
		...rest,
	};
}
