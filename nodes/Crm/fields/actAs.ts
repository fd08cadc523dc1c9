import type { INodeProperties } from 'n8n-workflow';
import { additionalFields } from './additional';
import { actorField } from './locators';

/** Read by ItemParameters.actor. */
const actAsField = actorField({
	description:
		'Who does it: a user, the responsible person of the record or the person who made the change, who then appears as the author and may do no more than the role allows; or the system, which may do everything',
});

/** The fields of an operation, with the choice of who does it among the additional ones. */
export function withActAs(fields: readonly INodeProperties[]): INodeProperties[] {
	const present = fields.find(({ name, displayOptions }) => name === 'additionalFields' && displayOptions === undefined);
	if (present === undefined) return [...fields, additionalFields([actAsField])];
	const { options } = additionalFields([...((present.options ?? []) as INodeProperties[]), actAsField]);
	return fields.map((field) => (field === present ? { ...field, options } : field));
}
