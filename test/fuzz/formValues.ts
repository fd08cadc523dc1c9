import fc from 'fast-check';
import type { IDataObject, INodeProperties, INodePropertyCollection, INodePropertyOptions, ResourceMapperField } from 'n8n-workflow';
import { goodTexts } from './goodTexts';
import type { Theme, Vocabulary } from './Vocabulary';

/** Where a field of a form stands, what it is, and a value as a person would give it. */
interface FormField {
	vocabulary: Vocabulary;
	theme: Theme;
	/** Names of the fields that it is in, its own last. */
	path: string;
	/** In a row of a table: the field of the record type that the row is about. */
	field?: string;
}

const DATES = ['2026-03-31', '2026-03-31T14:30:00', '2026-06-01T08:00:00Z', '2025-12-24T18:00:00.000+01:00', ''];
const NUMBERS = [1, 2, 3, 7, 10, 50, 100];

/** A filled-in form of an operation: every field that is always there, and some of the optional ones. */
export function goodForm(fields: readonly INodeProperties[], vocabulary: Vocabulary, theme: Theme): fc.Arbitrary<IDataObject> {
	return record(fields, { vocabulary, theme, path: '' }, true);
}

/** A value as a person would give it to one field. */
export function goodValue(field: INodeProperties, within: FormField): fc.Arbitrary<unknown> {
	const { vocabulary, theme } = within;
	const method = methodOf(field);
	switch (field.type) {
		case 'boolean':
			return fc.boolean();
		case 'number':
			return fc.constantFrom(...NUMBERS);
		case 'dateTime':
			return fc.constantFrom(...DATES);
		case 'options':
			return oneOf(method === undefined ? choicesOf(field) : vocabulary.list(method, theme, within.field));
		case 'multiOptions':
			return someOf(method === undefined ? choicesOf(field) : vocabulary.list(method, theme, within.field));
		case 'resourceLocator':
			return locatorValue(field, within);
		case 'collection':
			return record((field.options ?? []) as INodeProperties[], within, false);
		case 'fixedCollection':
			return tables(field, within);
		case 'resourceMapper':
			return mapper(field, within);
		default:
			return field.typeOptions?.multipleValues === true
				? fc.array(oneOf(goodTexts(within.path)), { maxLength: 3 })
				: oneOf(goodTexts(within.path));
	}
}

/** `all`: every field; otherwise one in four. */
function record(fields: readonly INodeProperties[], within: FormField, all: boolean): fc.Arbitrary<IDataObject> {
	// Several fields of one name are shown beside different values of another: each of them may be the one that counts.
	const byName = Map.groupBy(fields, ({ name }) => name);
	const model = Object.fromEntries(
		[...byName].map(([name, same]) => [
			name,
			fc.oneof(...same.map((field) => filled(field, { ...within, path: pathOf(within, name) }, all))),
		]),
	);
	return fc
		.record(model)
		.map((values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== LEFT_OUT)) as IDataObject);
}

const LEFT_OUT = Symbol('left out');

function filled(field: INodeProperties, within: FormField, all: boolean): fc.Arbitrary<unknown> {
	const value = field.name === 'dryRun' ? fc.constantFrom(false, false, false, true) : goodValue(field, within);
	return all ? value : fc.oneof({ weight: 1, arbitrary: value }, { weight: 3, arbitrary: fc.constant(LEFT_OUT) });
}

function tables(field: INodeProperties, within: FormField): fc.Arbitrary<unknown> {
	const groups = (field.options ?? []) as INodePropertyCollection[];
	return fc.record(
		Object.fromEntries(
			groups.map(({ name, values }) => [name, fc.array(row(values, { ...within, path: pathOf(within, name) }), { maxLength: 3 })]),
		),
	);
}

/** The other fields of a row depend on the field of the record type it names. */
function row(fields: readonly INodeProperties[], within: FormField): fc.Arbitrary<unknown> {
	const about = fields.find(({ name }) => name === 'field');
	if (about === undefined) return record(fields, within, true);
	const others = onceEach((field: string) =>
		record(
			fields.filter((other) => other !== about),
			{ ...within, field },
			true,
		),
	);
	return goodValue(about, within).chain((value) => others(String(value)).map((rest) => ({ field: value, ...rest })));
}

function locatorValue(field: INodeProperties, within: FormField): fc.Arbitrary<unknown> {
	const [byList, byText] = field.modes ?? [];
	const { vocabulary, theme } = within;
	const method = byList?.typeOptions?.searchListMethod;
	const listed =
		field.name === 'recordType'
			? [theme.recordType]
			: field.name === 'template'
				? [theme.template]
				: vocabulary.list(String(method), theme, within.field);
	const values = listed.length === 0 ? fc.constantFrom('', '1') : fc.constantFrom(...listed);
	const optional =
		field.required === true || field.name === 'recordType'
			? values
			: fc.oneof({ weight: 3, arbitrary: values }, { weight: 1, arbitrary: fc.constant('') });
	return fc.record({ __rl: fc.constant(true), mode: fc.constantFrom('list', byText?.name ?? 'id'), value: optional });
}

function mapper(field: INodeProperties, { vocabulary, theme }: FormField): fc.Arbitrary<unknown> {
	const method = String(field.typeOptions?.resourceMapper?.resourceMapperMethod);
	const schema = vocabulary.form(method, theme);
	const values = fc.record(
		Object.fromEntries(
			schema.map((part) => [
				part.id,
				part.required ? mapped(part) : fc.oneof({ weight: 1, arbitrary: mapped(part) }, { weight: 2, arbitrary: fc.constant(null) }),
			]),
		),
	);
	return fc.record({
		mappingMode: fc.constantFrom('defineBelow', 'defineBelow', 'defineBelow', 'autoMapInputData'),
		value: values,
		matchingColumns: fc.constantFrom(
			['externalId'],
			['title'],
			schema
				.filter(({ canBeUsedToMatch }) => canBeUsedToMatch)
				.map(({ id }) => id)
				.slice(-1),
		),
		schema: fc.constant(schema),
	});
}

function mapped({ id, type, options }: ResourceMapperField): fc.Arbitrary<unknown> {
	switch (type) {
		case 'number':
			return fc.constantFrom(...NUMBERS);
		case 'boolean':
			return fc.boolean();
		case 'dateTime':
			return fc.constantFrom(...DATES);
		case 'options':
			return oneOf((options ?? []).map(({ value }) => String(value)));
		case 'array':
			return fc.constantFrom('["new"]', 'VIP', 'new, vip', '[]');
		default:
			return id === 'externalId'
				? fc.constantFrom('deal-1', 'x-1', 'x-2', 'x-3')
				: /url|web/i.test(id)
					? fc.constantFrom('https://example.com')
					: oneOf(goodTexts(id));
	}
}

/** Arbitraries take longer to make than values do. */
export function onceEach<Result>(make: (name: string) => Result): (name: string) => Result {
	const made = new Map<string, Result>();
	return (name) => {
		if (!made.has(name)) made.set(name, make(name));
		return made.get(name)!;
	};
}

function oneOf(values: readonly unknown[]): fc.Arbitrary<unknown> {
	return values.length === 0 ? fc.constant('') : fc.constantFrom(...values);
}

function someOf(values: readonly unknown[]): fc.Arbitrary<unknown> {
	return fc.subarray([...values], { maxLength: Math.min(3, values.length) });
}

function pathOf({ path }: FormField, name: string): string {
	return path === '' ? name : `${path}.${name}`;
}

function methodOf({ typeOptions }: INodeProperties): string | undefined {
	return typeOptions?.loadOptionsMethod;
}

function choicesOf({ options }: INodeProperties): unknown[] {
	return ((options ?? []) as INodePropertyOptions[]).map(({ value }) => value);
}
