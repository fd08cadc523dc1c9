import type { Change } from '../change';
import { compare, isEmpty } from '../conditions';
import { CrmError } from '../CrmError';
import type { FieldValue, Values } from '../record';
import type { RecordTypeDescription } from '../recordType';
import { otherKind, type ChangeWords, type EventField, type TriggerEvent } from './TriggerEvent';

interface RecordChanged {
	/** Start only when one of these fields changed; empty: any. */
	fields?: readonly string[];
	/** Start only when a field crosses a value. */
	crossing?: Crossing;
}

interface Crossing {
	field: string;
	/** `up`: from below to the value or above; `down`: from above to the value or below. */
	direction: 'up' | 'down' | 'either';
	/** A number, or a date. */
	value: FieldValue;
}

const FIELDS: readonly EventField[] = [
	{
		name: 'changeScope',
		label: 'Start When',
		kind: 'choice',
		default: 'any',
		choices: [
			{
				label: 'A Field Crosses a Value',
				value: 'crossing',
				description: "For example: the amount rises above 10,000, or an employee's result falls below 5",
			},
			{ label: 'Any Field Changes', value: 'any' },
			{ label: 'Chosen Fields Change', value: 'fields' },
		],
	},
	{
		name: 'fields',
		label: 'Field Names or IDs',
		kind: 'fields',
		required: true,
		description: 'Starts when at least one of these fields changes',
		when: { changeScope: 'fields' },
	},
	{
		name: 'crossingField',
		label: 'Field Name or ID',
		kind: 'orderedField',
		required: true,
		description: 'The field to watch',
		when: { changeScope: 'crossing' },
	},
	{
		name: 'crossingDirection',
		label: 'Direction',
		kind: 'choice',
		default: 'up',
		choices: [
			{ label: 'Down: Falls to the Value or Below', value: 'down' },
			{ label: 'Either Way', value: 'either' },
			{ label: 'Up: Rises to the Value or Above', value: 'up' },
		],
		when: { changeScope: 'crossing' },
	},
	{
		name: 'crossingValue',
		label: 'Value',
		kind: 'text',
		required: true,
		placeholder: 'e.g. 10000',
		description: 'A number, or a date such as 2026-12-31',
		when: { changeScope: 'crossing' },
	},
];

export const recordChanged: TriggerEvent<RecordChanged, 'notUpdated' | 'otherFields' | 'notCrossed'> = {
	label: 'Record Changed',
	description: 'A record is edited: any field, chosen fields, or a field crossing a value',
	types: 'all',
	fields: FIELDS,
	read(form) {
		const scope = form.text('changeScope');
		if (scope === 'fields') return { fields: form.texts('fields') };
		if (scope !== 'crossing') return {};
		const direction = form.text('crossingDirection') as Crossing['direction'];
		return { crossing: { field: form.text('crossingField'), direction, value: form.text('crossingValue') } };
	},
	kinds: () => ['updated'],
	needsBefore: ({ crossing }) => crossing !== undefined,
	mismatch(change, { fields, crossing }) {
		if (change.kind !== 'updated') return 'notUpdated';
		if (!anyFieldChanged(change, fields)) return 'otherFields';
		return crossing && !crosses(change, crossing) ? 'notCrossed' : undefined;
	},
	why: {
		notUpdated: otherKind('updated'),
		otherFields: ({ changed }, { fields = [] }, words) =>
			`None of the watched fields (${words.fields(fields)}) changed: what changed was ${words.fields(changed)}.`,
		notCrossed: (change, { crossing }, words) => notCrossed(change, crossing!, words),
	},
	summary({ fields = [], crossing }, words) {
		if (crossing !== undefined) return `${words.field(crossing.field)} ${CROSSES[crossing.direction]} ${String(crossing.value)}`;
		return fields.length === 0 ? 'changed' : `${fields.map((field) => words.field(field)).join(' or ')} changed`;
	},
	sample: {
		before(values, { fields = [], crossing }, type) {
			if (crossing !== undefined) return { ...values, [crossing.field]: otherSide(crossing, values[crossing.field] ?? null) };
			const name = fields.find((field) => !isEmpty(values[field] ?? null)) ?? fields[0] ?? anyFilled(values, type);
			return { ...values, [name]: isEmpty(values[name] ?? null) ? '–' : null };
		},
	},
	names: ({ fields = [], crossing }) => ({ fields: crossing === undefined ? fields : [...fields, crossing.field] }),
	resolve(settings) {
		if (settings.crossing && (settings.crossing.value === null || settings.crossing.value === ''))
			throw new CrmError('invalidValue', 'The value to cross is empty.', 'Enter the number or date that the field must cross.');
		return settings;
	},
};

const CROSSES = { up: 'rises to', down: 'falls to', either: 'crosses' } as const;

/** A value on the other side of the one that is crossed, as near as can be. */
function otherSide({ value, direction }: Crossing, after: FieldValue): FieldValue {
	const rises = direction === 'up' || (direction === 'either' && !isEmpty(after) && compare(after, value) >= 0);
	if (typeof after === 'number') return Number(value) + (rises ? -1 : 1);
	const moment = Date.parse(String(value));
	if (Number.isNaN(moment)) return null;
	return new Date(moment + (rises ? -DAY_MS : DAY_MS))
		.toISOString()
		.slice(0, typeof after === 'string' && after.length === 10 ? 10 : undefined);
}

const DAY_MS = 86_400_000;

/** The field that people look at first, of those that they fill in. */
function anyFilled(values: Values, { fields }: RecordTypeDescription): string {
	const own = fields.filter(({ readOnly, kind }) => !readOnly && kind !== 'stage' && kind !== 'pipeline');
	return (own.findLast(({ name }) => !isEmpty(values[name] ?? null)) ?? own[0])?.name ?? 'title';
}

function anyFieldChanged(change: Change, fields: readonly string[] | undefined): boolean {
	return fields === undefined || fields.length === 0 || fields.some((field) => change.changed.includes(field));
}

/** A value that was empty before has crossed nothing: nobody knows from where it came. */
function crosses(change: Change, { field, direction, value }: Crossing): boolean {
	const before = change.before?.[field] ?? null;
	const after = change.after?.[field] ?? null;
	if (isEmpty(before) || isEmpty(after)) return false;
	const up = compare(before, value) < 0 && compare(after, value) >= 0;
	const down = compare(before, value) > 0 && compare(after, value) <= 0;
	return (direction !== 'down' && up) || (direction !== 'up' && down);
}

function notCrossed({ before, after }: Change, { field, direction, value }: Crossing, words: ChangeWords): string {
	const label = words.field(field);
	const limit = words.value(field, value);
	const what = { up: `rise to ${limit} or above`, down: `fall to ${limit} or below`, either: `cross ${limit}` }[direction];
	const [from, to] = [before?.[field], after?.[field]];
	if (isEmpty(from) || isEmpty(to))
		return `${label} did not ${what}: it ${isEmpty(from) ? 'was empty before' : 'is empty now'}, and what is empty crosses nothing.`;
	return `${label} did not ${what}: it was ${words.value(field, from)} before and ${words.value(field, to)} after the change.`;
}
