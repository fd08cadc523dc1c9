import { CrmError, shorten } from './CrmError';
import { PARAMETER_KINDS, type ParameterKind, type TemplateParameter } from './projectTemplate';
import { partName, type TemplatePart } from './templateWords';

/** A parameter as a person writes it in a line: `Delivery date: date, required`, its choices below with a dash. */
export type ParameterLine = Pick<TemplateParameter, 'label' | 'kind' | 'required' | 'choices' | 'target'>;

/** A task as a person writes it: its title and, below it with a dash, the titles of the tasks that come before it. */
export interface TaskLine {
	title: string;
	after: string[];
}

/**
 * Parameters, one per line. Throws invalidValue, which names the parameter: `Parameter 2 (Price range): …`. What stands below a
 * line with a dash belongs to it; in a field of one line a bar stands for it: `Price range | up to 500 | over 1,000`. `before`: how
 * many there are before these.
 */
export function readParameterLines(text: string, before = 0): ParameterLine[] {
	return entriesOf(text, 'Parameter', before).map(parameterOf);
}

/** Tasks, one per line; below a task `- after: …` names one that must be done first. Throws invalidValue. */
export function readTaskLines(text: string, before = 0): TaskLine[] {
	return entriesOf(text, 'Task', before).map(taskOf);
}

/** The parameter in one line, as `readParameterLines` reads it. */
export function parameterLine({ label, kind, required, choices = [], target }: ParameterLine): string {
	const what = kind === 'record' ? `record ${target ?? ''}` : kind === 'choice' ? undefined : kindName(kind);
	const about = [kind === 'string' && !required ? undefined : what, required ? 'required' : undefined].filter((part) => part !== undefined);
	return [about.length === 0 ? label : `${label}: ${about.join(', ')}`, ...choices].join(BAR);
}

/** The task in one line, as `readTaskLines` reads it. */
export function taskLine({ title, after }: TaskLine): string {
	return [title, ...after.map((other) => `after: ${other}`)].join(BAR);
}

/** What people call a kind: "yes or no". */
function kindName(kind: ParameterKind): string {
	return KIND_NAMES[kind] ?? kind;
}

const KIND_NAMES: Partial<Record<ParameterKind, string>> = { string: 'short text', text: 'long text', boolean: 'yes or no' };

const BAR = ' | ';

interface Entry {
	line: string;
	below: string[];
	index: number;
}

function entriesOf(text: string, part: TemplatePart, before: number): Entry[] {
	const entries: Entry[] = [];
	for (const written of text.split(/\r?\n/)) {
		const [line = '', ...more] = written.split(/\s+\|\s+/).map((piece) => piece.trim());
		const below = /^[-–—•*]\s*(.*)$/.exec(line)?.[1];
		if (below !== undefined) {
			const owner = entries.at(-1);
			if (owner === undefined)
				throw new CrmError(
					'invalidValue',
					`"${shorten(line)}" stands below no ${part.toLowerCase()}.`,
					`A line with a dash belongs to the ${part.toLowerCase()} above it: write that first.`,
				);
			owner.below.push(...[below, ...more].filter((piece) => piece !== ''));
		} else if (line !== '') {
			entries.push({ line, below: more.filter((piece) => piece !== ''), index: before + entries.length });
		}
	}
	return entries;
}

/** The label ends at the first colon, and what follows must say what the parameter is: a word nobody knows would be lost. */
function parameterOf({ line, below, index }: Entry): ParameterLine {
	const [label = '', about = ''] = splitAt(line, ':');
	const where = partName('Parameter', index, label);
	if (label === '') throw new CrmError('invalidValue', `${where}: the label is missing.`, 'Write the label before the colon.');
	const parameter: ParameterLine = { label, kind: below.length > 0 ? 'choice' : 'string', required: false };
	for (const word of about.split(',').map((each) => each.trim())) {
		if (word === '') continue;
		if (/^required$/i.test(word)) parameter.required = true;
		else Object.assign(parameter, kindOf(word, where));
	}
	if (below.length > 0 && parameter.kind !== 'choice')
		throw new CrmError(
			'invalidValue',
			`${where}: it has choices but is written as ${kindName(parameter.kind)}.`,
			'Leave out the choices below it, or what it is.',
		);
	return below.length === 0 ? parameter : { ...parameter, choices: below };
}

function kindOf(word: string, where: string): Pick<ParameterLine, 'kind' | 'target'> {
	const wanted = word.toLowerCase().replace(/\s+/g, ' ');
	const kind = PARAMETER_KINDS.find((each) => kindName(each) === wanted || each.toLowerCase() === wanted) ?? OTHER_NAMES[wanted];
	if (kind !== undefined && kind !== 'record') return { kind };
	const target = /^record (\S.*)$/i.exec(word)?.[1];
	if (target !== undefined) return { kind: 'record', target };
	const names = PARAMETER_KINDS.map((each) => (each === 'record' ? 'record contact' : kindName(each)));
	throw new CrmError(
		'invalidValue',
		`${where}: "${shorten(word)}" does not say what it is.`,
		`Write one of these after the colon, and "required" where it must be filled in: ${names.join(', ')}.`,
	);
}

const OTHER_NAMES: Partial<Record<string, ParameterKind>> = {
	'yes/no': 'boolean',
	person: 'user',
	amount: 'money',
};

function taskOf({ line, below, index }: Entry): TaskLine {
	const after = below.map((piece) => {
		const [word = '', title = ''] = splitAt(piece, ':');
		if (/^after( tasks?)?$/i.test(word) && title !== '') return title;
		throw new CrmError(
			'invalidValue',
			`${partName('Task', index, line)}: "${shorten(piece)}" is not understood.`,
			'Below a task stands "- after: " and the title of a task that must be done first. Everything else is chosen under "Task Details".',
		);
	});
	return { title: line, after };
}

/** Before and after the first such sign; nothing after it where there is none. */
function splitAt(text: string, sign: string): string[] {
	const position = text.indexOf(sign);
	return position < 0 ? [text.trim()] : [text.slice(0, position).trim(), text.slice(position + 1).trim()];
}
