import type { Companions } from '../../../companions/Companions';
import type { Crm } from '../../../crm/Crm';
import type { ChangeFeed } from '../../../feed/ChangeFeed';
import { ownerField, ownerOf, reachOf, type Permission, type Reach, type Right } from '../../../model/permissions';
import { refKey, type CrmRecord, type RecordRef } from '../../../model/record';
import type { Condition } from '../../../model/query';
import type { User } from '../../../model/user';
import { idsByType, recordsStillThere } from '../recordsById';
import type { ActorAccess } from '../Scope';
import { AccessRefused } from './AccessRefused';

/** What people call a right, in "Anna may not … deals". */
const VERBS: Record<Right, string> = { see: 'see', create: 'create', edit: 'edit', delete: 'delete', run: 'run processes for' };
/** As the form of a role calls it. */
const LABELS: Record<Right, string> = { see: 'See', create: 'Create', edit: 'Edit', delete: 'Delete', run: 'Run' };

interface Parts {
	crm: Crm;
	feed: ChangeFeed;
	companions: Companions;
	user: User;
	permissions: readonly Permission[];
}

/**
 * What a user whose role does not allow everything may do. What is named is refused, with an AccessRefused that says who may
 * not do what, and for which role; what is searched for is left out.
 */
export class Access implements ActorAccess {
	/** The CRM, its changes and what goes with it without limits: what follows from an allowed step by itself uses them. */
	readonly crm: Crm;
	readonly feed: ChangeFeed;
	readonly companions: Companions;
	readonly user: User;
	private readonly permissions: readonly Permission[];

	constructor({ crm, feed, companions, user, permissions }: Parts) {
		this.crm = crm;
		this.feed = feed;
		this.companions = companions;
		this.user = user;
		this.permissions = permissions;
	}

	reach(right: Right, type: string): Reach {
		return reachOf(this.permissions, right, type);
	}

	/** Throws forbidden when the right reaches no record of the type; notFound for an unknown type. */
	async requireType(right: Right, type: string, record?: RecordRef): Promise<Exclude<Reach, 'none'>> {
		const reach = this.reach(right, type);
		if (reach !== 'none') return reach;
		const { pluralLabel } = await this.crm.describe(type);
		const plural = pluralLabel.toLowerCase();
		throw new AccessRefused(
			`${this.user.name} may not ${VERBS[right]} ${plural}: ${this.cause} does not allow it.`,
			this.remedy(`allow "${LABELS[right]}" for ${plural} to ${this.cause}`),
			{ right, record },
		);
	}

	async requireRecords(right: Right, refs: readonly RecordRef[]): Promise<void> {
		for (const [type, ids] of idsByType(refs)) {
			const [id] = ids;
			if ((await this.requireType(right, type, { type, id: id! })) === 'all') continue;
			for (const record of (await recordsStillThere(this.crm, type, ids)).values()) await this.requireOwn(right, record);
		}
	}

	/** The same for a record that was read. */
	async requireRecord(right: Right, record: CrmRecord): Promise<void> {
		if ((await this.requireType(right, record.type, record)) === 'own') await this.requireOwn(right, record);
	}

	async requireAll(right: Right, type: string): Promise<void> {
		if ((await this.requireType(right, type)) === 'all') return;
		const plural = (await this.crm.describe(type)).pluralLabel.toLowerCase();
		throw new AccessRefused(
			`${this.user.name} may not ${VERBS[right]} all ${plural}: ${this.cause} allows it only for those of one's own.`,
			`Choose one record instead. ${this.remedy(`switch off "Only Own Records" for ${plural} in ${this.cause}`)}`,
			{ right },
		);
	}

	isOwn(record: Pick<CrmRecord, 'type' | 'id' | 'values'>): boolean {
		return ownerOf(record) === this.user.id;
	}

	/** What a search is narrowed to where only own records are in reach. */
	ownCondition(type: string): Condition {
		return { field: ownerField(type), operator: 'is', value: this.user.id };
	}

	/** Which of these records may be seen; those that are gone may not be where only own ones may. A few requests. */
	async seen(refs: readonly RecordRef[]): Promise<(ref: RecordRef) => boolean> {
		const own = new Set<string>();
		for (const [type, ids] of idsByType(refs)) {
			if (this.reach('see', type) !== 'own') continue;
			for (const record of (await recordsStillThere(this.crm, type, ids)).values()) if (this.isOwn(record)) own.add(refKey(record));
		}
		return (ref) => {
			const reach = this.reach('see', ref.type);
			return reach === 'all' || (reach === 'own' && own.has(refKey(ref)));
		};
	}

	refuseSetUp(what: string): never {
		throw new AccessRefused(
			`${this.user.name} may not change ${what}: ${this.cause} does not allow everything.`,
			this.remedy(`let ${this.cause} do everything`),
			{},
		);
	}

	/** Safe by default: a method of the port that no rule speaks of. `name`: "tasks.archive". Throws forbidden. */
	refuseUnknown(name: string): never {
		throw new AccessRefused(
			`${this.user.name} may not do this: no rule says which right "${name}" needs, and ${this.cause} does not allow everything.`,
			this.remedy(`let ${this.cause} do everything`),
			{},
		);
	}

	/** Notices are for those who get them. Throws forbidden. */
	refuseInbox(owner: string): never {
		throw new AccessRefused(
			`${this.user.name} may not read the notifications of ${owner}: ${this.cause} does not allow everything.`,
			this.remedy(`let ${this.cause} do everything`),
			{ right: 'see' },
		);
	}

	private async requireOwn(right: Right, record: CrmRecord): Promise<void> {
		if (this.isOwn(record)) return;
		const { label, pluralLabel } = await this.crm.describe(record.type);
		const plural = pluralLabel.toLowerCase();
		const owner = ownerOf(record);
		const whose = owner === null ? 'nobody' : ((await this.crm.users.get(owner))?.name ?? `user ${owner}`);
		throw new AccessRefused(
			`${this.user.name} may not ${VERBS[right]} ${label.toLowerCase()} "${String(record.values['title'] ?? record.values['name'] ?? '')}" (id ${record.id}): ${this.cause} allows it only for ${plural} of one's own, and this one belongs to ${whose}.`,
			this.remedy(`switch off "Only Own Records" for ${plural} in ${this.cause}`),
			{ right, record: { type: record.type, id: record.id } },
		);
	}

	/** What limits the user. */
	private get cause(): string {
		return this.user.role === null ? 'having no role' : `the role "${this.user.role}"`;
	}

	private remedy(what: string): string {
		return `Ask an administrator to ${what} (CRM › Role › Save), or choose another user under "Act As".`;
	}
}
