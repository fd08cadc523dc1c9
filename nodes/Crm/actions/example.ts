import type { IDataObject, INodeParameterResourceLocator, INodeParameters } from 'n8n-workflow';

/** A step as somebody would set it up. The documentation shows it; a test runs it and keeps the form of its output. */
export interface Example {
	/** What it is for, in a sentence. */
	goal: string;
	/** What is filled in, by name of the field, as n8n keeps it; the other fields have their defaults. */
	form: INodeParameters;
	/** The file that comes with the item, as text. */
	file?: { name: string; content: string };
}

/** Something picked from a list: its value, and what the list shows. */
export function picked(value: string, shown: string): INodeParameterResourceLocator {
	return { __rl: true, mode: 'list', value, cachedResultName: shown };
}

/** Something given by its name. */
export function named(value: string): INodeParameterResourceLocator {
	return { __rl: true, mode: 'name', value };
}

/** Values of a form whose fields depend on a choice above it. */
export function filled(value: IDataObject, matchingColumns: string[] = []): INodeParameters {
	return { mappingMode: 'defineBelow', value, matchingColumns, schema: [] } as unknown as INodeParameters;
}
