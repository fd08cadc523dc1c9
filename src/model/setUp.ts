import { z } from 'zod/v4';
import type { CompanyCalendar } from './calendars';
import { CrmError, shorten } from './CrmError';
import type { FilingRule } from './filingRules';
import type { Permission } from './permissions';
import type { Field, Pipeline, RecordType } from './recordType';
import { GATE_SIDES, type Gate, type GateSide } from './stageGates';

const FORMAT = 'crmflow-setup';
const VERSION = 1;
const WRITERS = '"Export Set-Up" in n8n or "crmflow export-setup"';

/** A record type with what people have given it. */
export interface SetUpType extends Pick<RecordType, 'name' | 'label' | 'pluralLabel'> {
	/** Without those that every type has. */
	fields: Array<Omit<Field, 'system'>>;
	pipelines: Array<Omit<Pipeline, 'recordType'>>;
}

/** What one side of a stage asks for. */
export interface SetUpGate extends Gate {
	/** Id. */
	stage: string;
	side: GateSide;
}

/** How a CRM is set up, without its data: what one company can hand to another. */
export interface SetUp {
	recordTypes: SetUpType[];
	groups: string[];
	roles: Array<{ name: string; permissions: readonly Permission[] | 'everything' }>;
	filingRules: FilingRule[];
	/** Users in them are named as in templates. Absent in files that were written before stages asked for anything. */
	stageGates?: SetUpGate[];
	/** When the company works; absent or null: nobody has said. */
	calendar?: CompanyCalendar | null;
	/** See `checkTemplate`, which they must pass. People in them are named by their e-mail address, or their name. */
	templates: unknown[];
}

const text = z.string().trim().min(1);
// Parts that this version does not know are kept: the CRM says of each whether it takes it.
const type = z.looseObject({
	name: text,
	label: text,
	pluralLabel: text,
	fields: z.array(z.looseObject({ name: text, label: text, kind: text, required: z.boolean() })),
	pipelines: z.array(z.looseObject({ id: text, name: text, stages: z.array(z.looseObject({ id: text, name: text, kind: text })).min(1) })),
});
const permission = z.looseObject({ recordType: text, allowed: z.array(text), ownOnly: z.boolean() });
const names = z.array(text);
const gate = z.looseObject({
	stage: text,
	side: z.enum(GATE_SIDES),
	fields: names,
	noOpenTasks: z.boolean(),
	document: z.looseObject({ section: text.optional(), kind: text.optional() }).nullable(),
	roles: names,
	groups: names,
	users: names,
});
const shape = z.looseObject({
	recordTypes: z.array(type),
	groups: z.array(text),
	roles: z.array(z.looseObject({ name: text, permissions: z.union([z.literal('everything'), z.array(permission)]) })),
	filingRules: z.array(z.looseObject({ section: text })),
	stageGates: z.array(gate).optional(),
	calendar: z
		.looseObject({
			timeZone: text,
			hours: z.array(z.looseObject({ weekday: z.number(), opens: text, closes: text })),
			holidays: z.array(z.looseObject({ date: text })),
		})
		.nullish(),
	templates: z.array(z.looseObject({ name: text })),
});

/** A set-up as a text that people can read and compare. */
export function setUpText(setUp: SetUp): string {
	return `${JSON.stringify({ format: FORMAT, version: VERSION, ...setUp }, null, 2)}\n`;
}

/**
 * The way back. `name`: what the text is called in errors. Throws storage for a text that is no set-up or of a newer version,
 * invalidValue for a part that is not as it should be.
 */
export function setUpOf(given: string, name = 'The file'): SetUp {
	const content = parsed(given);
	if (content?.format !== FORMAT)
		throw new CrmError('storage', `${name} is no set-up of CRMflow.`, `Give a file that ${WRITERS} has written.`);
	if (content.version !== VERSION)
		throw new CrmError('storage', `${name} was written by a newer version of this package.`, 'Update n8n-nodes-crmflow, then try again.');
	const result = shape.safeParse(content);
	if (result.success) return result.data as unknown as SetUp;
	const [issue] = result.error.issues;
	throw new CrmError(
		'invalidValue',
		`${name} has a part that is not as it should be: ${issue!.path.join('.')} (${shorten(issue!.message)}).`,
		`Correct that part, or write the file anew with ${WRITERS}.`,
	);
}

function parsed(given: string): Record<string, unknown> | undefined {
	try {
		// Editors of Windows put a sign before the text.
		const content: unknown = JSON.parse(given.replace(/^\uFEFF/, ''));
		return content !== null && typeof content === 'object' ? (content as Record<string, unknown>) : undefined;
	} catch {
		return undefined;
	}
}
