/** What an administrator has defined in the CRM. */
export interface Shape {
	entities: Record<string, EntityShape>;
}

export interface EntityShape {
	label: string;
	plural: string;
	fields: FieldShape[];
	/** In their order; a stage belongs to one pipeline. */
	pipelines?: Array<{ id: string; name: string; stages: Array<{ id: string; name: string; kind: string }> }>;
}

export interface FieldShape {
	name: string;
	label: string;
	/** `text`, `number`, `bool`, `date`, `moment`, `choice`, `choices`, `user`, `link:<entity>` … : as the CRM calls it. */
	type: string;
	required?: boolean;
	options?: Array<{ id: string; text: string }>;
	default?: unknown;
}

/** A record as the API gives it: `created` and `modified` are whole seconds in UTC. */
export type Row = Record<string, unknown> & { id: string; etag: string; created: string; modified: string };
