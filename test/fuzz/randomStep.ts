import fc from 'fast-check';
import type { IBinaryKeyData, IDataObject, INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { fileOf } from '../workflow/support/steps';
import { goodForm, goodValue, onceEach } from './formValues';
import type { NodeOperation } from './nodeOperations';
import type { NodeStep } from './NodeStep';
import { plainText, strangeExpression, strangeValue } from './strangeValues';
import type { Theme, Vocabulary } from './Vocabulary';

/** A value put into one field in place of the one that a person would give. */
interface Spoiled {
	/** Names of the fields that it is in; a number is a row of a table. */
	path: ReadonlyArray<string | number>;
	/** As it stands in the workflow, or as an expression gives it for some of the items. */
	how: 'fixed' | 'byItem';
	/** Of the items, one after the other; those beyond the last have none. */
	values: unknown[];
}

/** Any use of any operation: a good form, often spoiled in one field or two, for one or more items. */
export function randomStep(operations: readonly NodeOperation[], vocabulary: Vocabulary): fc.Arbitrary<NodeStep> {
	const [own, systems] = [
		vocabulary.themes.filter(({ recordType }) => !SYSTEM_TYPES.has(recordType)),
		vocabulary.themes.filter(({ recordType }) => SYSTEM_TYPES.has(recordType)),
	];
	const themes = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...own) }, { weight: 1, arbitrary: fc.constantFrom(...systems) });
	const steps = new Map(
		operations.map((operation) => [
			operation,
			onceEach((type) =>
				stepOf(
					operation,
					vocabulary.themes.find(({ recordType }) => recordType === type)!,
					vocabulary,
				),
			),
		]),
	);
	return fc.tuple(fc.constantFrom(...operations), themes).chain(([operation, { recordType }]) => steps.get(operation)!(recordType));
}

const SYSTEM_TYPES = new Set(['task', 'user', 'project', 'activity', 'document']);

function stepOf({ resource, operation, fields }: NodeOperation, theme: Theme, vocabulary: Vocabulary): fc.Arbitrary<NodeStep> {
	return fc
		.record({
			form: goodForm(fields, vocabulary, theme),
			spoiled: fc.oneof(
				{ weight: 6, arbitrary: fc.constant<Spoiled[]>([]) },
				{ weight: 3, arbitrary: spoiledOnce(fields, vocabulary, theme).map((one) => [one]) },
				{ weight: 1, arbitrary: fc.array(spoiledOnce(fields, vocabulary, theme), { maxLength: 6 }) },
			),
			items: items(theme, vocabulary),
			onError: fc.constantFrom<NodeStep['onError'][]>('stopWorkflow', 'stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'),
			mode: fc.constantFrom<NodeStep['mode'][]>('manual', 'trigger'),
			repeated: fc.constantFrom(false, false, false, true),
		})
		.map(({ form, spoiled, items: given, ...rest }) => {
			const step: NodeStep = { resource, operation, parameters: structuredClone(form), items: structuredClone(given), ...rest };
			spoiled.forEach((one, index) => spoil(step, one, `v${index}`));
			// Another moment is another step.
			if (JSON.stringify(step.parameters).includes('$now')) step.repeated = false;
			return step;
		});
}

function items(theme: Theme, vocabulary: Vocabulary): fc.Arbitrary<NodeStep['items']> {
	const ids = vocabulary.list('searchRecords', theme);
	const json: fc.Arbitrary<IDataObject> = fc.oneof(
		{
			weight: 6,
			arbitrary: fc
				.constantFrom(...(ids.length === 0 ? ['1'] : ids))
				.map((id) => ({ type: theme.recordType, id, title: `Item ${id}`, duplicateIds: ['2'] })),
		},
		{ weight: 1, arbitrary: fc.constant({}) },
		{
			weight: 1,
			arbitrary: fc.dictionary(
				fc.constantFrom('type', 'id', 'title', 'amount', 'responsible', 'stage', 'record', 'change', '__proto__'),
				strangeValue,
			) as fc.Arbitrary<IDataObject>,
		},
	);
	const binary = fc.constantFrom<Array<IBinaryKeyData | undefined>>(
		undefined,
		fileOf('content', 'Contract.pdf'),
		fileOf('', 'empty'),
		fileOf('x', '../a\u0000b.png', 'image/png'),
	);
	const item = fc
		.record({ json, binary })
		.map(({ json: own, binary: files }): NodeStep['items'][number] => (files === undefined ? { json: own } : { json: own, binary: files }));
	return fc.oneof(
		{ weight: 50, arbitrary: item.map((one) => [one]) },
		{ weight: 20, arbitrary: fc.array(item, { minLength: 2, maxLength: 4 }) },
		{ weight: 1, arbitrary: fc.constant<NodeStep['items']>([]) },
	);
}

function spoiledOnce(fields: readonly INodeProperties[], vocabulary: Vocabulary, theme: Theme): fc.Arbitrary<Spoiled> {
	const spots = fields.filter(({ name }) => name !== 'dryRun').flatMap((field) => spotsIn(field, [], vocabulary, theme));
	if (spots.length === 0) return fc.constant({ path: ['nothing'], how: 'fixed', values: [1] });
	const spoiledAt = onceEach((spot) => {
		const { path, field } = spots[Number(spot)]!;
		// n8n itself does not load a workflow in which they are something else.
		const fixed = field === undefined || field.type === 'collection' || field.type === 'fixedCollection' ? 0 : 3;
		const other =
			field === undefined
				? strangeValue
				: fc.oneof(
						{ weight: 3, arbitrary: strangeValue },
						{
							weight: 1,
							arbitrary: goodValue(field, { vocabulary, theme, path: path.filter((part) => typeof part === 'string').join('.') }),
						},
					);
		return fc.oneof(
			{ weight: fixed, arbitrary: other.map((value): Spoiled => ({ path, how: 'fixed', values: [plainText(value)] })) },
			{ weight: 3, arbitrary: fc.array(other, { minLength: 1, maxLength: 4 }).map((values): Spoiled => ({ path, how: 'byItem', values })) },
			{ weight: 1, arbitrary: strangeExpression.map((value): Spoiled => ({ path, how: 'fixed', values: [value] })) },
		);
	});
	return fc.nat(spots.length - 1).chain((spot) => spoiledAt(String(spot)));
}

/** The field itself, what is in it, and a name that is not in it. */
function spotsIn(
	field: INodeProperties,
	within: ReadonlyArray<string | number>,
	vocabulary: Vocabulary,
	theme: Theme,
): Array<{ path: ReadonlyArray<string | number>; field?: INodeProperties }> {
	const path = [...within, field.name];
	const own = { path, field };
	switch (field.type) {
		case 'resourceLocator':
			return [own, { path: [...path, 'value'] }];
		case 'collection':
			return [own, ...((field.options ?? []) as INodeProperties[]).flatMap((part) => spotsIn(part, path, vocabulary, theme))];
		case 'fixedCollection':
			return [
				own,
				...((field.options ?? []) as INodePropertyCollection[]).flatMap(({ name, values }) => [
					{ path: [...path, name] },
					{ path: [...path, name, 0] },
					...values.flatMap((part) => spotsIn(part, [...path, name, 0], vocabulary, theme)),
				]),
			];
		case 'resourceMapper': {
			const names = vocabulary.form(String(field.typeOptions?.resourceMapper?.resourceMapperMethod), theme).map(({ id }) => id);
			return [
				own,
				{ path: [...path, 'value'] },
				{ path: [...path, 'matchingColumns'] },
				...[...names, 'nothing', 'constructor', '__proto__', 'pipeline', 'createdAt'].map((name) => ({ path: [...path, 'value', name] })),
			];
		}
		default:
			return [own];
	}
}

/** Puts the value where it belongs, or an expression there that reads it from the item. */
function spoil(step: NodeStep, { path, how, values }: Spoiled, name: string): void {
	if (how === 'fixed') return put(step.parameters, path, values[0]);
	step.items.forEach(({ json }, item) => {
		if (item < values.length) json[name] = values[item] as IDataObject;
	});
	put(step.parameters, path, `={{ $json.${name} }}`);
}

function put(into: IDataObject, [name, ...rest]: ReadonlyArray<string | number>, value: unknown): void {
	const holder = into as Record<string | number, unknown>;
	if (rest.length === 0) {
		// As JSON has it: also a name that every object has.
		Object.defineProperty(holder, name!, { value, enumerable: true, configurable: true, writable: true });
		return;
	}
	const next = Object.hasOwn(holder, name!) ? holder[name!] : undefined;
	if (next === null || typeof next !== 'object') holder[name!] = typeof rest[0] === 'number' ? [] : {};
	put(holder[name!] as IDataObject, rest, value);
}
