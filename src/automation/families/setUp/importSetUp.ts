import { isDeepStrictEqual } from 'node:util';
import { checkCompanyCalendar, type CompanyCalendar } from '../../../model/calendars';
import { CrmError, notFound } from '../../../model/CrmError';
import type { Pipeline, RecordTypeDescription } from '../../../model/recordType';
import type { Assignee } from '../../../model/projectTemplate';
import type { People } from '../../../model/people';
import type { SetUp, SetUpGate, SetUpType } from '../../../model/setUp';
import type { Gate } from '../../../model/stageGates';
import { checkTemplate } from '../../../model/templateRules';
import type { User } from '../../../model/user';
import { Directory } from '../../words/directory/directory';
import { requireOwnSetUp } from '../../words/directory/optionalParts';
import type { Scope } from '../../engine/Scope';

/** What became of one part of a set-up. */
export interface SetUpChange {
	/** "Record type", "Field of Deal", … */
	what: string;
	name: string;
	/** `same`: it was there as it is in the set-up. */
	change: 'new' | 'changed' | 'same';
}

/** Ends a dry run: what was written is undone. */
class Undone extends Error {}

/**
 * Brings a CRM to a set-up: all of it, or nothing. What is there and not in the set-up stays; nothing is removed. `dryRun`: only says
 * what it would change. Throws notFound for people whom this CRM does not know, conflict for a field of another kind and a pipeline
 * of another type, invalidValue, unsupported.
 */
export async function importSetUp(scope: Scope, setUp: SetUp, { dryRun }: { dryRun: boolean }): Promise<SetUpChange[]> {
	requireOwnSetUp(scope);
	let changes: SetUpChange[] = [];
	try {
		await scope.ledger.transaction(async () => {
			changes = await new SetUpImport(scope).all(setUp);
			if (dryRun) throw new Undone();
		});
	} catch (error) {
		if (!(error instanceof Undone)) throw error;
	}
	return changes;
}

class SetUpImport {
	private readonly scope: Scope;
	private readonly changes: SetUpChange[] = [];

	constructor(scope: Scope) {
		this.scope = scope;
	}

	/** In an order in which each finds what it names. */
	async all({ recordTypes, groups, roles, filingRules, stageGates = [], calendar, templates }: SetUp): Promise<SetUpChange[]> {
		await this.names('groups', groups);
		await this.names(
			'roles',
			roles.map(({ name }) => name),
		);
		for (const type of recordTypes) await this.type(type);
		for (const type of recordTypes) for (const pipeline of type.pipelines) await this.pipeline({ ...pipeline, recordType: type.name });
		for (const type of recordTypes) await this.fields(type);
		for (const role of roles) await this.permissions(role);
		await this.filingRules(filingRules);
		for (const gate of stageGates) await this.gate(gate);
		if (calendar) await this.calendar(calendar);
		for (const template of templates) await this.template(template);
		return this.changes;
	}

	private note(what: string, name: string, present: unknown, given: unknown): boolean {
		const change = present === undefined ? 'new' : isDeepStrictEqual(plain(present), plain(given)) ? 'same' : 'changed';
		this.changes.push({ what, name, change });
		return change !== 'same';
	}

	private async names(kind: 'groups' | 'roles', names: readonly string[]): Promise<void> {
		const store = this.scope.crm.users[kind];
		const present = new Set(await store.find());
		for (const name of names) this.note(kind === 'groups' ? 'Group' : 'Role', name, present.has(name) ? name : undefined, name);
		await store.save?.(names.filter((name) => !present.has(name)));
	}

	private async type({ name, label, pluralLabel }: SetUpType): Promise<void> {
		const present = (await this.scope.crm.recordTypes()).find((type) => type.name === name);
		if (present?.editable === false) return;
		const given = { name, label, pluralLabel };
		const kept = present && { name: present.name, label: present.label, pluralLabel: present.pluralLabel };
		if (this.note('Record type', name, kept, given)) await this.scope.crm.schema!.saveRecordType(given);
	}

	private async pipeline(given: Pipeline): Promise<void> {
		const owner = await this.ownerOf(given.id);
		const present = owner?.pipelines.find(({ id }) => id === given.id);
		if (owner !== undefined && owner.name !== given.recordType)
			throw new CrmError(
				'conflict',
				`The pipeline "${given.id}" belongs to ${owner.pluralLabel} here, and to the type "${given.recordType}" in the set-up.`,
				'Give one of the two another id.',
			);
		const others = (present?.stages ?? []).filter(({ id }) => !given.stages.some((stage) => stage.id === id));
		const wanted = { ...given, stages: [...given.stages, ...others] };
		if (this.note('Pipeline', given.name, present, wanted)) await this.scope.crm.schema!.savePipeline(wanted);
	}

	private async ownerOf(pipeline: string): Promise<RecordTypeDescription | undefined> {
		for (const { name } of await this.scope.crm.recordTypes()) {
			const type = await this.scope.crm.describe(name);
			if (type.pipelines.some(({ id }) => id === pipeline)) return type;
		}
		return undefined;
	}

	private async fields({ name, fields }: SetUpType): Promise<void> {
		const type = await this.scope.crm.describe(name);
		for (const given of fields) {
			const present = type.fields.find((field) => field.name === given.name);
			if (present !== undefined && present.kind !== given.kind)
				throw new CrmError(
					'conflict',
					`The field "${given.label}" of ${type.pluralLabel} is of the kind "${present.kind}" here and "${given.kind}" in the set-up.`,
					'Give one of the two another name: what is in the records would not fit.',
				);
			const { system: _, ...kept } = present ?? { system: false };
			if (this.note(`Field of ${type.label}`, given.label, present && kept, given)) await this.scope.crm.schema!.saveField(name, given);
		}
	}

	private async permissions({ name, permissions }: SetUp['roles'][number]): Promise<void> {
		const { permissions: store } = this.scope.companions;
		if (!this.note('Permissions', name, await store.of(name), permissions)) return;
		await store.save(name, permissions === 'everything' ? undefined : permissions);
	}

	private async filingRules(given: SetUp['filingRules']): Promise<void> {
		const { filingRules: store } = this.scope.companions;
		const present = await store.find();
		const added = given.filter((rule) => !present.some((other) => isDeepStrictEqual(plain(other), plain(rule))));
		for (const rule of given) this.note('Filing rule', rule.section, added.includes(rule) ? undefined : rule, rule);
		if (added.length > 0) await store.save([...present, ...added], {});
	}

	private async gate({ stage, side, ...given }: SetUpGate): Promise<void> {
		const { stageGates: store } = this.scope.companions;
		const people = await new Directory(this.scope).people();
		const name = await this.stageName(stage);
		const users = given.users.map((user) => requireUser(people, user, `who may move records, ${side} stage "${name}"`).id);
		const gate: Gate = { ...given, users };
		if (this.note(side === 'entering' ? 'Gate into stage' : 'Gate out of stage', name, (await store.find()).get(stage)?.[side], gate))
			await store.save(stage, side, gate);
	}

	/** As people know it; its id where it is not there, which is refused when it is saved. */
	private async stageName(id: string): Promise<string> {
		for (const { name } of await this.scope.crm.recordTypes()) {
			const { pipelines } = await this.scope.crm.describe(name);
			const stage = pipelines.flatMap(({ stages }) => stages).find((one) => one.id === id);
			if (stage !== undefined) return stage.name;
		}
		return id;
	}

	private async calendar(given: CompanyCalendar): Promise<void> {
		const { calendars } = this.scope.ledger;
		const calendar = checkCompanyCalendar(given);
		const { company } = await calendars.change();
		if (this.note('Calendar', 'Company', company ?? undefined, calendar)) await calendars.saveCompany(calendar);
	}

	private async template(given: unknown): Promise<void> {
		const { ledger, clock } = this.scope;
		const draft = checkTemplate(given);
		const directory = new Directory(this.scope);
		for (const { kind, target } of draft.parameters) if (kind === 'record' && target !== undefined) await directory.describe(target);
		for (const { responsible } of [...draft.stages, ...draft.tasks]) await requirePerson(directory, draft.name, responsible);
		const present = (await ledger.templates.list()).find(({ name }) => name === draft.name);
		const { id: _, version: __, savedAt: ___, ...kept } = present ?? { id: '', version: 0, savedAt: '' };
		if (this.note('Project template', draft.name, present && kept, draft)) await ledger.templates.save(draft, clock.now().toISOString());
	}
}

/** Who does the work is never guessed: an id could be anybody. */
async function requirePerson(directory: Directory, template: string, responsible: Assignee | undefined): Promise<void> {
	const where = `Responsible in the project template "${template}"`;
	if (responsible?.kind === 'role') await directory.role(responsible.role);
	if (responsible?.kind === 'group') await directory.group(responsible.group);
	if (responsible?.kind !== 'user') return;
	requireUser(await directory.people(), responsible.user, where);
}

function requireUser(people: People, reference: string, where: string): User {
	if (people.byId(reference) === undefined) return people.resolve(reference, where);
	throw notFound(
		'user',
		reference,
		people.all.map(({ name }) => name),
		`(${where}: a number is no name of a person)`,
	);
}

/** As JSON has it: without what is undefined. */
function plain(value: unknown): unknown {
	return JSON.parse(JSON.stringify(value)) as unknown;
}
