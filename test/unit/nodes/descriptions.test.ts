import type { INodeProperties } from 'n8n-workflow';
import { actionNodes, everyOperation } from '../../host/actionNodes';

/** What an AI agent, like a person, has to go by: n8n shows it these texts, and nothing else. */
const properties = actionNodes.flatMap(({ description }) => description.properties);
const operations = everyOperation.map(({ resource, module: { option } }) => ({ ...option, where: `${resource}: ${option.name}` }));

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

test('no two fields of an operation have one label, unless they are the same field or never shown together', () => {
	const alike = operations.flatMap(({ where, value }) => {
		const fields = properties.filter(({ displayOptions }) => isFor(displayOptions, where.split(':')[0]!, String(value)));
		return fields.flatMap((field, index) =>
			fields
				.slice(index + 1)
				.filter((other) => other.displayName === field.displayName && other.name !== field.name && canMeet(field, other))
				.map((other) => `${where}: ${field.name} and ${other.name}`),
		);
	});
	expect(alike).toEqual([]);
});

function isFor(displayOptions: INodeProperties['displayOptions'], resource: string, operation: string): boolean {
	const { show = {} } = displayOptions ?? {};
	return (
		(show.resource as string[] | undefined)?.includes(resource) === true &&
		(show.operation as string[] | undefined)?.includes(operation) === true
	);
}

/** Whether some values of the other fields show both. */
function canMeet(one: INodeProperties, other: INodeProperties): boolean {
	const [a, b] = [one.displayOptions?.show ?? {}, other.displayOptions?.show ?? {}] as Array<Record<string, unknown[]>>;
	return Object.keys(a!).every((name) => b![name] === undefined || a![name]!.some((value) => b![name]!.includes(value)));
}
