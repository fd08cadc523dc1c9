import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

/** The fields as shown for one operation only; conditions of their own still hold. */
export function showFor(resource: string, operation: string, fields: readonly INodeProperties[]): INodeProperties[] {
	return showWhen({ resource: [resource], operation: [operation] }, fields);
}

/** The fields as shown only when other fields have these values; conditions of their own still hold. */
export function showWhen(show: NonNullable<IDisplayOptions['show']>, fields: readonly INodeProperties[]): INodeProperties[] {
	return fields.map((field) => ({
		...field,
		displayOptions: { ...field.displayOptions, show: { ...show, ...field.displayOptions?.show } },
	}));
}
