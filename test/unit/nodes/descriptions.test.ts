import type { INodeProperties } from 'n8n-workflow';
import { Crm } from '../../../nodes/Crm/Crm.node';
import { operationsOf, resourceNames } from '../../host/nodeDocs';

/** What an AI agent, like a person, has to go by: n8n shows it these texts, and nothing else. */
const { properties } = new Crm().description;
const operations = resourceNames().flatMap((resource) =>
	operationsOf(resource).map((operation) => ({ ...operation, where: `${resource}: ${operation.name}` })),
);

test('each operation has an action of its own, which tells what it does to what', () => {
	const actions = operations.map(({ action = '' }) => action);
	expect(actions.filter((action) => !/^[A-Z][a-z]+ \S.+/.test(action))).toEqual([]);
	expect(new Set(actions).size).toBe(actions.length);
});

test('each operation has a description that says more than its name', () => {
	const poor = operations.filter(
		({ name, description = '' }) => description.length < 20 || description.toLowerCase() === name.toLowerCase(),
	);
	expect(poor.map(({ where }) => where)).toEqual([]);
});

test('each field says what it is, or what its choices mean', () => {
	expect(properties.flatMap((property) => unexplained(property, ''))).toEqual([]);
});

/** Paths of the fields without a description, those inside of collections too. */
function unexplained(property: INodeProperties, above: string): string[] {
	if (property.type === 'notice') return [];
	const { resource, operation } = property.displayOptions?.show ?? {};
	const path =
		above === ''
			? `${[resource, operation]
					.flat()
					.filter((part) => part !== undefined)
					.join('.')} ${property.displayName}`
			: `${above} › ${property.displayName}`;
	const own =
		property.description || explainsItself(property) || property.name === 'resource' || property.name === 'operation' ? [] : [path];
	return [...own, ...within(property).flatMap((inner) => unexplained(inner, path))];
}

/** "Additional Fields" and the like hold fields that are explained one by one. */
function explainsItself({ type }: INodeProperties): boolean {
	return type === 'collection' || type === 'fixedCollection';
}

function within({ type, options = [] }: INodeProperties): INodeProperties[] {
	if (type === 'collection') return options as INodeProperties[];
	return type === 'fixedCollection' ? (options as Array<{ values: INodeProperties[] }>).flatMap(({ values }) => values) : [];
}
