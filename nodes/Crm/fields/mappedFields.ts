import type { INodeProperties, ResourceMapperField, ResourceMapperValue } from 'n8n-workflow';
import { TYPE_DEPENDENCIES } from '../../shared/recordSources';
import type { ItemParameters } from '../actions/ItemParameters';
import { mergeForm } from './mergeText';

interface Mapper {
	/** Method that gives the fields; see methods/resourceMapping. */
	method: string;
	mode: 'add' | 'update' | 'upsert';
	/** Whether every field is shown at once, or added one by one. */
	showAll: boolean;
	description: string;
}

/** The fields of the chosen record type as a form, custom ones too. */
export function recordFieldsForm({ method, mode, showAll, description }: Mapper): INodeProperties {
	return mergeForm({
		displayName: 'Fields',
		name: 'fields',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		required: true,
		description,
		typeOptions: {
			// The operation too: forms of two operations keep one schema otherwise.
			loadOptionsDependsOn: [...TYPE_DEPENDENCIES, 'connection', 'operation'],
			resourceMapper: {
				resourceMapperMethod: method,
				mode,
				valuesLabel: 'Values',
				fieldWords: { singular: 'field', plural: 'fields' },
				addAllFields: showAll,
				multiKeyMatch: false,
				supportAutoMap: true,
				matchingFieldsLabels: {
					title: 'Field to Match On',
					description: 'Tells whether the record exists already: the one with the same value is updated',
					hint: 'For example the external ID, or the email of a contact',
				},
			},
		},
	});
}

type Given = Record<string, unknown>;

/**
 * Reads form fields of type resourceMapper for an item. A field left blank is not given; one whose expression or
 * merge field gives nothing for this item is given as null, which empties it. "Map automatically" takes the item as it is, without
 * evaluating anything: see AutomaticMapping.
 */
export async function recordValues(item: ItemParameters, type: string): Promise<Given> {
	const automatic = item.value('fields.mappingMode', 'defineBelow') === 'autoMapInputData';
	return automatic ? (await item.run.automaticMapping(type)).valuesOf(item.json) : mappedValues(item, 'fields');
}

/** The same for any form, filled in by hand. */
export function mappedValues(item: ItemParameters, name: string): Given {
	const raw = (item.run.parameters.raw(`${name}.value`) ?? {}) as Given | string;
	const values = (item.value(`${name}.value`) ?? {}) as Given;
	const lists = listFields((item.run.parameters.raw(`${name}.schema`, []) ?? []) as ResourceMapperField[]);
	const given = Object.entries(values).filter(([field, value]) => !isBlank(value) || typeof raw === 'string' || !isBlank(raw[field]));
	return Object.fromEntries(given.map(([field, value]) => [field, lists.has(field) ? readList(value) : isBlank(value) ? null : value]));
}

/** What stands in such a form in a workflow that does not run: the values as `mappedValues` gives them, no expression evaluated. */
export interface WrittenFields {
	/** By field; empty where items are mapped by themselves, or nothing was filled in. */
	values: Given;
	/** Fields by whose values a record is looked for. */
	matched: string[];
	/** What the list showed for the value of a field, where it was picked from one. */
	shown(field: string): string | undefined;
}

/** `written`: as n8n keeps it. Undefined: nothing that can be read. */
export function writtenFields(written: unknown): WrittenFields | undefined {
	const { mappingMode, value, schema, matchingColumns } = (written ?? {}) as Partial<ResourceMapperValue>;
	if (mappingMode === 'autoMapInputData' || value === null || typeof value !== 'object') return undefined;
	const fields = Array.isArray(schema) ? schema : [];
	const lists = listFields(fields);
	return {
		values: Object.fromEntries(Object.entries(value).map(([field, given]) => [field, lists.has(field) ? readList(given) : given])),
		matched: Array.isArray(matchingColumns) ? matchingColumns : [],
		shown: (name) => fields.find(({ id }) => id === name)?.options?.find((option) => option.value === value[name])?.name,
	};
}

function listFields(schema: readonly ResourceMapperField[]): Set<string> {
	return new Set(schema.filter(({ type }) => type === 'array').map(({ id }) => id));
}

/** The form has no field for several values: it takes the text of a JSON list. */
function readList(value: unknown): unknown {
	if (typeof value !== 'string' || !value.trim().startsWith('[')) return isBlank(value) ? null : value;
	try {
		return JSON.parse(value) as unknown;
	} catch {
		return value;
	}
}

function isBlank(value: unknown): boolean {
	return value === null || value === undefined || value === '';
}
