import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { byName } from '../../shared/byName';
import { userField } from './locators';

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

/** One user among optional fields; read as text. Empty, unless picked. */
export function userOption({
	what,
	...field
}: Pick<INodeProperties, 'displayName' | 'name'> & { what: string } & Partial<INodeProperties>): INodeProperties {
	return userField({ description: what, ...field });
}

/** Several users; the text of a comma-separated expression works too. */
export function usersField(
	field: Pick<INodeProperties, 'displayName' | 'name'> & { what: string } & Partial<INodeProperties>,
): INodeProperties {
	const { what, ...rest } = field;
	return {
		type: 'multiOptions',
		default: [],
		description: `${what}. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.`,
		typeOptions: { loadOptionsMethod: 'getUsers' },
		...rest,
	};
}
