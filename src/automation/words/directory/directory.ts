import { Away } from '../../../model/calendars';
import { CrmError, notFound, shorten } from '../../../model/CrmError';
import { People } from '../../../model/people';
import { refKey, type CrmRecord } from '../../../model/record';
import type { RecordTypeDescription } from '../../../model/recordType';
import { UnknownStage } from '../../../model/stageNames';
import type { User } from '../../../model/user';
import { recordsById } from '../../engine/recordsById';
import { keptInstead } from '../reading/keptInstead';
import type { Scope } from '../../engine/Scope';
import { sameName } from '../../../model/normalForm';

/** Values as people write them: names, e-mail addresses, titles and labels beside ids; numbers and dates as text too. */
export type GivenValues = Readonly<Record<string, unknown>>;

/**
 * What one call needs to turn what people write into ids and ids into names. Each part is read once, on first use;
 * made new for every call, so that nothing is stale.
 */
export class Directory {
	/** By `refKey`. */
	readonly knownTitles = new Map<string, string>();
	private readonly scope: Scope;
	private readonly descriptions = new Map<string, Promise<RecordTypeDescription>>();
	private readonly supervisors = new Map<string, Promise<User[]>>();
	private loadedPeople?: Promise<People>;
	private loadedAway?: Promise<Away>;

	constructor(scope: Scope) {
		this.scope = scope;
	}

	async people(): Promise<People> {
		return await (this.loadedPeople ??= this.scope.crm.users.find().then((users) => new People(users)));
	}

	/** Who is away now. */
	async away(): Promise<Away> {
		const { ledger, clock, timeZone } = this.scope;
		return await (this.loadedAway ??= ledger.calendars.find().then((calendars) => new Away(calendars, clock.now(), timeZone)));
	}

	/** Of records that were read for something else and are not renamed by this call. */
	rememberTitles(records: Iterable<CrmRecord>): void {
		for (const record of records) this.knownTitles.set(refKey(record), String(record.values['title'] ?? record.values['name'] ?? ''));
	}

	/** Throws notFound. */
	async describe(type: string): Promise<RecordTypeDescription> {
		let description = this.descriptions.get(type);
		if (description === undefined) {
			description = this.scope.crm.describe(type);
			this.descriptions.set(type, description);
		}
		return await description;
	}

	/** The same for what is presented: a type that was deleted is described by its name alone. */
	async describeKept(type: string): Promise<RecordTypeDescription> {
		return await this.describe(type).catch((error: unknown) => {
			if (error instanceof CrmError && error.code === 'notFound')
				return { name: type, label: type, pluralLabel: type, editable: false, fields: [], pipelines: [] };
			throw error;
		});
	}

	/**
	 * What a search for stages of a type gives. A stage of another type that it does not find is told by its name: what was picked
	 * from a list is an id, which says nothing to people. Throws what the search throws.
	 */
	async stages<T>({ name, label, pipelines }: RecordTypeDescription, find: () => T): Promise<T> {
		try {
			return find();
		} catch (error) {
			const owner = error instanceof UnknownStage ? await this.ownerOfStage(error.reference, name) : undefined;
			if (owner === undefined) throw error;
			throw new CrmError(
				'notFound',
				`The stage "${owner.stage}" is one of ${owner.type}, and this is about a ${label}.`,
				`Choose one of: ${pipelines.flatMap(({ stages }) => stages.map((stage) => stage.name)).join(', ')}.`,
			);
		}
	}

	private async ownerOfStage(id: string, exceptType: string): Promise<{ type: string; stage: string } | undefined> {
		for (const { name } of await this.scope.crm.recordTypes()) {
			if (name === exceptType) continue;
			const { pluralLabel, pipelines } = await this.describe(name);
			const stage = pipelines.flatMap(({ stages }) => stages).find((each) => each.id === id);
			if (stage !== undefined) return { type: pluralLabel, stage: stage.name };
		}
		return undefined;
	}

	/** The people above a user, nearest first. */
	async supervisorsOf(userId: string): Promise<User[]> {
		let chain = this.supervisors.get(userId);
		if (chain === undefined) {
			chain = this.scope.crm.users.supervisorsOf(userId);
			this.supervisors.set(userId, chain);
		}
		return await chain;
	}

	/** The name of the group as the CRM writes it. Throws notFound. */
	async group(name: string): Promise<string> {
		return byName('group', name, await this.scope.crm.users.groups.find());
	}

	/** The name of the role as the CRM writes it. Throws notFound. */
	async role(name: string): Promise<string> {
		return byName('role', name, await this.scope.crm.users.roles.find());
	}

	/**
	 * The ids of the records that people meant, by what they wrote: the title, or the id. One request for the titles and, for what no
	 * title matched, one for the ids. Who names a record that was merged means the one that is there in its place. Throws notFound,
	 * and invalidValue for a title that several records have; `label` names in errors what they are for.
	 */
	async links(type: string, references: ReadonlySet<string>, label: string): Promise<Map<string, string>> {
		const ids = new Map<string, string>();
		if (references.size === 0) return ids;
		if (type === 'user') {
			const people = await this.people();
			for (const reference of references) ids.set(reference, people.resolve(reference, label).id);
			return ids;
		}
		const byTitle = await this.scope.crm.match(type, 'title', [...references]);
		const open: string[] = [];
		for (const reference of references) {
			const found = byTitle.get(reference) ?? [];
			if (found.length === 1) ids.set(reference, found[0]!);
			else if (found.length > 1 && !found.includes(reference)) throw ambiguousTitle(type, reference, found, label);
			else open.push(reference);
		}
		for (const [reference, id] of await this.byIds(type, open, label)) ids.set(reference, id);
		return ids;
	}

	/** Throws notFound, and forbidden for one out of reach. */
	private async byIds(type: string, references: readonly string[], label: string): Promise<Map<string, string>> {
		const { crm } = this.scope;
		const present = await recordsById(crm, type, references);
		const missing = references.filter((reference) => !present.has(reference));
		const kept = await keptInstead(crm, type, missing);
		const ids = new Map(references.map((reference) => [reference, reference]));
		for (const reference of missing) {
			// Out of reach, it is refused here.
			const there = await crm.get({ type, id: kept.get(reference) ?? reference });
			if (there === undefined) throw unknownLink(type, reference, label);
			ids.set(reference, there.id);
		}
		return ids;
	}
}

function byName(what: string, name: string, names: readonly string[]): string {
	const found = names.find((other) => other === name) ?? names.find((other) => sameName(other, name));
	if (found === undefined) throw notFound(what, name, names);
	return found;
}

function unknownLink(type: string, reference: string, label: string): CrmError {
	return new CrmError(
		'notFound',
		`${label}: no ${type} has the title or id "${shorten(reference)}".`,
		`Give the title or the id of an existing ${type}, or create it first.`,
	);
}

function ambiguousTitle(type: string, title: string, ids: readonly string[], label: string): CrmError {
	const shown = ids.length > 8 ? `${ids.slice(0, 8).join(', ')}, …` : ids.join(', ');
	return new CrmError(
		'invalidValue',
		`${label}: ${ids.length} records of type ${type} have the title "${title}" (ids ${shown}).`,
		'Give the id instead of the title.',
	);
}
