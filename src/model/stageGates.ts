import { CrmError, notFound } from './CrmError';
import type { Values } from './record';
import type { Field, RecordTypeDescription, Stage } from './recordType';
import type { User } from './user';

/** What must hold when a record passes one side of a stage, and who may let it pass. */
export interface Gate {
	/** Names of fields that must be filled. */
	fields: readonly string[];
	/** Whether every task of the record must be completed or cancelled. */
	noOpenTasks: boolean;
	/** The record must have a document, of this section and kind where they are named; null: it need not. */
	document: GateDocument | null;
	/** Who may move the record: users with one of these roles, in one of these groups, or named. Nobody named: everybody. */
	roles: readonly string[];
	groups: readonly string[];
	/** Ids. */
	users: readonly string[];
}

export interface GateDocument {
	section?: string;
	kind?: string;
}

/** Of the stage that a record comes into, or of the one it goes out of. */
export const GATE_SIDES = ['entering', 'leaving'] as const;
export type GateSide = (typeof GATE_SIDES)[number];

/** The gates of one stage. */
export type StageGates = Readonly<Partial<Record<GateSide, Gate>>>;

/** By id of the stage; a stage without gates is not in it. */
export type GatesByStage = ReadonlyMap<string, StageGates>;

/** A gate that asks for nothing: the same as none. */
export const NO_GATE: Gate = { fields: [], noOpenTasks: false, document: null, roles: [], groups: [], users: [] };

/** Whether anybody in particular must move the record. */
function namesPeople({ roles, groups, users }: Gate): boolean {
	return roles.length + groups.length + users.length > 0;
}

export function asksForNothing(gate: Gate): boolean {
	return gate.fields.length === 0 && !gate.noOpenTasks && gate.document === null && !namesPeople(gate);
}

/** A gate that a record would pass. */
export interface Crossing {
	side: GateSide;
	/** Id. */
	stage: string;
	gate: Gate;
}

/** The gates between two stages, given by id; null or undefined: none, as before a record is there. */
export function gatesBetween(gates: GatesByStage, from: unknown, to: unknown): Crossing[] {
	if (gates.size === 0 || (from ?? null) === (to ?? null)) return [];
	const leaving = typeof from === 'string' ? gates.get(from)?.leaving : undefined;
	const entering = typeof to === 'string' ? gates.get(to)?.entering : undefined;
	return [
		...(leaving === undefined ? [] : [{ side: 'leaving' as const, stage: from as string, gate: leaving }]),
		...(entering === undefined ? [] : [{ side: 'entering' as const, stage: to as string, gate: entering }]),
	];
}

/** What is known of a record that would pass gates. */
export interface GateFacts {
	/** As the record would be after the move. */
	values: Values;
	/** How many of its tasks are open. */
	openTasks: number;
	/** Of its documents. */
	documents: ReadonlyArray<{ section: string; kind: string | null }>;
	/** Who moves it; undefined: nobody in particular, the system. */
	actor: User | undefined;
}

/** One thing that a gate asks for and that is not there. */
export type Missing =
	| { kind: 'field'; field: string }
	| { kind: 'tasks'; count: number }
	| { kind: 'document'; document: GateDocument }
	/** Somebody else must do it. */
	| { kind: 'person'; side: GateSide; gate: Gate };

/** What is missing for these gates, each thing once. */
export function missingFor(crossings: readonly Crossing[], facts: GateFacts): Missing[] {
	const missing = crossings.flatMap(({ side, gate }) => missingForOne(side, gate, facts));
	return [...new Map(missing.map((one) => [JSON.stringify(one), one])).values()];
}

function missingForOne(side: GateSide, gate: Gate, { values, openTasks, documents, actor }: GateFacts): Missing[] {
	const { fields, noOpenTasks, document } = gate;
	const missing: Missing[] = fields.filter((field) => isEmpty(values[field])).map((field) => ({ kind: 'field', field }));
	if (noOpenTasks && openTasks > 0) missing.push({ kind: 'tasks', count: openTasks });
	if (document !== null && !documents.some((one) => fits(one, document))) missing.push({ kind: 'document', document });
	if (namesPeople(gate) && !isNamed(gate, actor)) missing.push({ kind: 'person', side, gate });
	return missing;
}

/** As the triggers of the built-in CRM see it: other programs write texts of blanks and empty lists too. A "no" is no empty field. */
function isEmpty(value: Values[string] | undefined): boolean {
	if (value === null || value === undefined) return true;
	return Array.isArray(value) ? value.length === 0 : typeof value === 'string' && /^[ \t\r\n]*$/.test(value);
}

function fits({ section, kind }: GateFacts['documents'][number], wanted: GateDocument): boolean {
	return (wanted.section === undefined || wanted.section === section) && (wanted.kind === undefined || wanted.kind === kind);
}

function isNamed({ roles, groups, users }: Gate, actor: User | undefined): boolean {
	if (actor === undefined) return false;
	const { id, role } = actor;
	return (role !== null && roles.includes(role)) || actor.groups.some((group) => groups.includes(group)) || users.includes(id);
}

/** A record that would pass gates. */
export interface GatedMove {
	type: Pick<RecordTypeDescription, 'fields' | 'pipelines'>;
	crossings: readonly Crossing[];
	facts: GateFacts;
	/** For the names of those who may. */
	people: readonly User[];
	/** Which of the drafts of the call it is. */
	index?: number;
}

/** A gate keeps a record where it is: code `gateClosed`. */
export class GateClosed extends CrmError {
	readonly missing: readonly Missing[];

	constructor(message: string, remedy: string, { missing, index }: { missing: readonly Missing[]; index?: number }) {
		super('gateClosed', message, remedy, index === undefined ? undefined : { index });
		this.missing = missing;
	}
}

/** Throws gateClosed, which names everything that is missing. */
export function requireOpenGates(move: GatedMove): void {
	const { facts, index } = move;
	const closed = move.crossings.filter((crossing) => missingFor([crossing], facts).length > 0);
	if (closed.length === 0) return;
	const missing = missingFor(closed, facts);
	const what = missing.map((one) => sentenceOf(one, move)).join(', ');
	throw new GateClosed(
		`"${String(facts.values.title ?? '')}" cannot ${wayOf({ ...move, crossings: closed })}: ${what}.`,
		`${remedyFor(missing)} What a stage asks for is a setting of it (CRM Setup, Stage, Set Gate).`,
		{ missing, index },
	);
}

function wayOf({ type, crossings }: GatedMove): string {
	const ways = crossings.map(({ side, stage }) => {
		const name = stageNamed(type.pipelines, stage)?.name ?? stage;
		return side === 'entering' ? `go to "${name}"` : `leave "${name}"`;
	});
	return ways.join(' and ');
}

function stageNamed(pipelines: RecordTypeDescription['pipelines'], id: string): Stage | undefined {
	return pipelines.flatMap(({ stages }) => stages).find((stage) => stage.id === id);
}

function sentenceOf(missing: Missing, { type, people, facts }: GatedMove): string {
	switch (missing.kind) {
		case 'field':
			return `${type.fields.find(({ name }) => name === missing.field)?.label ?? missing.field} is empty`;
		case 'tasks':
			return missing.count === 1 ? 'one task is open' : `${missing.count} tasks are open`;
		case 'document':
			return `no document ${documentWords(missing.document)}`;
		case 'person':
			return `only ${peopleWords(missing.gate, people)} may move it ${missing.side === 'entering' ? 'there' : 'from there'}, and ${facts.actor === undefined ? 'this step acts for nobody' : `${facts.actor.name} is not among them`}`;
	}
}

/** "of the kind "signed" is filed under Contract", "is attached". */
export function documentWords({ section, kind }: GateDocument): string {
	const ofKind = kind === undefined ? '' : `of the kind "${kind}" `;
	return `${ofKind}is ${section === undefined ? 'attached' : `filed under ${section}`}`;
}

/** `users with the role "head", the group "Board" or Anna`. */
export function peopleWords({ roles, groups, users }: Gate, people: readonly User[]): string {
	const words = [
		...roles.map((role) => `the role "${role}"`),
		...groups.map((group) => `the group "${group}"`),
		...users.map((id) => people.find((user) => user.id === id)?.name ?? `user ${id}`),
	];
	return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}`;
}

const REMEDIES: Record<Missing['kind'], string> = {
	field: 'fill in what is empty',
	tasks: 'complete or cancel the open tasks',
	document: 'attach the document',
	person: 'let one of those who may do it ("Act As")',
};

function remedyFor(missing: readonly Missing[]): string {
	const parts = [...new Set(missing.map(({ kind }) => REMEDIES[kind]))];
	const text = parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`;
	return `${text.charAt(0).toUpperCase()}${text.slice(1)}, then try again.`;
}

/** What a gate may name. */
export interface GateNames {
	type: Pick<RecordTypeDescription, 'label' | 'fields'>;
	roles: readonly string[];
	groups: readonly string[];
	users: readonly User[];
}

/** The record's own place is where the gate is. */
const UNASKED: ReadonlySet<string> = new Set(['pipeline', 'stage']);

/** Fields that a gate can ask for. */
export function isAskable({ name }: Pick<Field, 'name'>): boolean {
	return !UNASKED.has(name);
}

/** The gate, each name once. Throws notFound for a name that is not there. */
export function checkGate(gate: Gate, { type, roles, groups, users }: GateNames): Gate {
	const fields = type.fields.filter(isAskable).map(({ name }) => name);
	const where = `in record type "${type.label}"`;
	const document = gate.document === null ? null : documentOf(gate.document);
	return {
		fields: present('field', gate.fields, fields, where),
		noOpenTasks: gate.noOpenTasks,
		document,
		roles: present('role', gate.roles, roles),
		groups: present('group', gate.groups, groups),
		users: present(
			'user',
			gate.users,
			users.map(({ id }) => id),
		),
	};
}

function documentOf({ section, kind }: GateDocument): GateDocument {
	return { ...(section === undefined ? {} : { section }), ...(kind === undefined ? {} : { kind }) };
}

function present(what: string, names: readonly string[], existing: readonly string[], where = ''): string[] {
	const unknown = names.find((name) => !existing.includes(name));
	if (unknown !== undefined) throw notFound(what, unknown, existing, where);
	return [...new Set(names)];
}
