import { ACTIVITY_KINDS } from '../activity';
import type { Pipeline } from '../recordType';
import {
	isPlannable,
	addSpan,
	notDue,
	readSpan,
	spanFields,
	spanText,
	type Occasion,
	type TimeAround,
	type TimedRecord,
	type TimeSpan,
} from './timing';
import { INCLUDE_DUE, readIncludeDue, readRepeat } from './reminder';
import { resolveStages } from './stageChanged';
import { allows, NOT_DUE, type EventField, type TriggerEvent } from './TriggerEvent';

/** What is taken for a contact beside activities: entries in the history of the record, and comments. */
const CONTACT_KINDS = [...ACTIVITY_KINDS, 'history', 'comment'] as const;

type Measure = 'stage' | 'contact' | 'any' | 'both';

interface NoMovement {
	/** Ids; empty: any stage at which work is not over. */
	pipelines?: readonly string[];
	stages?: readonly string[];
	measure: Measure;
	/** How long at the stage; how long without a contact. */
	inStage?: TimeSpan;
	withoutContact?: TimeSpan;
	/** See CONTACT_KINDS; empty: any. */
	contactKinds?: readonly string[];
	repeat?: TimeSpan;
	includeDue?: boolean;
	/** Ids of the stages at which work is over: filled in when the trigger begins. */
	finalStages?: readonly string[];
}

const OF_STAGE: Measure[] = ['stage', 'any', 'both'];
const OF_CONTACT: Measure[] = ['contact', 'any', 'both'];

const FIELDS: readonly EventField[] = [
	{
		name: 'pipeline',
		label: 'Pipeline',
		kind: 'pipeline',
		placeholder: 'e.g. Sales',
		description: 'Only records in this pipeline; leave empty for all pipelines',
	},
	{
		name: 'stages',
		label: 'Stage Names or IDs',
		kind: 'stages',
		description: 'The stages at which a record must not stay too long; leave empty for all that are not won or lost',
	},
	{
		name: 'measure',
		label: 'No Movement Means',
		kind: 'choice',
		default: 'stage',
		choices: [
			{ value: 'stage', label: 'Too Long at the Stage' },
			{ value: 'contact', label: 'Too Long Without a Contact' },
			{ value: 'any', label: 'Either of the Two' },
			{ value: 'both', label: 'Both at Once' },
		],
	},
	...spanFields('inStage', 'Longest at the Stage', { amount: 3, unit: 'days', when: { measure: OF_STAGE } }),
	...spanFields('withoutContact', 'Longest Without a Contact', { amount: 7, unit: 'days', when: { measure: OF_CONTACT } }),
	{
		name: 'contactKinds',
		label: 'What Counts as a Contact',
		kind: 'choices',
		default: [...CONTACT_KINDS],
		description: 'A planned meeting or call counts once it has taken place',
		choices: [
			{ value: 'meeting' },
			{ value: 'call' },
			{ value: 'other', label: 'Other Activity' },
			{ value: 'history', label: 'History Entry' },
			{ value: 'comment' },
		],
		when: { measure: OF_CONTACT },
	},
	{
		name: 'workingTime',
		label: 'Count Working Time Only',
		kind: 'switch',
		description: 'Whether only the working hours of the responsible person count',
	},
	...spanFields('repeat', 'Repeat Every', {
		amount: 1,
		unit: 'days',
		optional: true,
		description: 'How long after the start it starts again while nothing moves; without it, once per visit of the stage',
	}),
	INCLUDE_DUE,
];

export const noMovement: TriggerEvent<NoMovement, 'notDue'> = {
	label: 'No Movement',
	description: 'A record stays at a stage too long, or nobody has contacted the customer for too long',
	types: 'withStages',
	fields: FIELDS,
	read(form) {
		const pipeline = form.text('pipeline');
		const measure = form.text('measure') as Measure;
		const working = form.isOn('workingTime') ? { working: true } : {};
		return {
			pipelines: pipeline === '' ? [] : [pipeline],
			stages: form.texts('stages'),
			measure,
			...(OF_STAGE.includes(measure) && { inStage: { ...readSpan(form, 'inStage', 'Longest at the Stage'), ...working } }),
			...(OF_CONTACT.includes(measure) && {
				withoutContact: { ...readSpan(form, 'withoutContact', 'Longest Without a Contact'), ...working },
				contactKinds: form.texts('contactKinds'),
			}),
			...readRepeat(form),
			...readIncludeDue(form),
		};
	},
	kinds: () => ['due'],
	mismatch: notDue('noMovement'),
	why: NOT_DUE,
	summary({ stages = [], inStage, withoutContact, measure }, words) {
		const parts = [
			...(inStage === undefined ? [] : [`at ${stages.length === 0 ? 'a stage' : words.anyOf('stage', stages)} for ${spanText(inStage)}`]),
			...(withoutContact === undefined ? [] : [`without a contact for ${spanText(withoutContact)}`]),
		];
		return parts.join(measure === 'both' ? ' and ' : ' or ');
	},
	names: ({ pipelines, stages }) => ({ pipelines, stages }),
	resolve(settings, description) {
		const { pipelines, stages } = resolveStages(description, settings.pipelines, settings.stages);
		return { ...settings, pipelines, stages, finalStages: finalStages(description.pipelines) };
	},
	timing: {
		kind: 'ofRecord',
		concerns: ({ kind, changed }) => kind !== 'updated' || changed.includes('stage'),
		occasion,
		contact: ({ withoutContact, contactKinds = [] }) =>
			withoutContact === undefined ? undefined : contactKinds.length === 0 ? CONTACT_KINDS : contactKinds,
		includesDue: ({ includeDue }) => includeDue === true,
		repeats: ({ repeat }) => repeat,
	},
};

/** Each visit of a stage is an occasion. */
function occasion(record: TimedRecord, settings: NoMovement, { calendar }: TimeAround): Occasion | undefined {
	const { values, stageSince, createdAt, lastContact } = record;
	const { pipelines, stages = [], finalStages: over = [], inStage, withoutContact, measure } = settings;
	const { stage } = values;
	if (typeof stage !== 'string' || !allows(pipelines, values.pipeline)) return undefined;
	if (stages.length > 0 ? !stages.includes(stage) : over.includes(stage)) return undefined;
	const contact = lastContact ?? createdAt;
	const moments = [
		...(inStage === undefined ? [] : [addSpan(new Date(stageSince), inStage, calendar)]),
		...(withoutContact === undefined ? [] : [addSpan(new Date(contact), withoutContact, calendar)]),
	].map((moment) => moment.getTime());
	const due = new Date(measure === 'both' ? Math.max(...moments) : Math.min(...moments));
	return isPlannable(due) ? { name: `${stage} ${stageSince}`, due } : undefined;
}

function finalStages(pipelines: readonly Pipeline[]): string[] {
	return pipelines.flatMap(({ stages }) => stages.filter(({ kind }) => kind !== 'open').map(({ id }) => id));
}
