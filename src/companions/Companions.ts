import type { FilingRule } from '../model/filingRules';
import type { Notification, NotificationDraft } from '../model/notification';
import type { Permission, RolePermissions } from '../model/permissions';
import type { Project, ProjectDraft, ProjectStatus } from '../model/projectTemplate';
import type { RecordRef } from '../model/record';
import type { Gate, GatesByStage, GateSide } from '../model/stageGates';
import type { KeySearch, WriteContext } from '../model/write';

/**
 * What goes with a CRM and is ours, whichever CRM it is: our inbox of notices, projects, filing rules, what roles allow,
 * what stages ask for. Kept in
 * the ledger's database; with the built-in CRM that is the CRM's own database too, so that a write of both is one transaction.
 *
 * - Ids are texts; records and people are named by the ids that the CRM gives them, and must be there when they are named.
 * - Writes take lists and are all or nothing. Results come back in the order of the input.
 * - Every method may throw a CrmError: `notFound`, `invalidValue`, `missingValue`, `conflict`, `unavailable`, `storage`.
 */
export interface Companions {
	readonly notifications: NotificationStore;
	readonly projects: ProjectStore;
	readonly filingRules: FilingRuleStore;
	readonly permissions: PermissionStore;
	readonly stageGates: StageGateStore;
	/**
	 * Notices and projects of one of these records become those of the other record of the same type: goes with `Crm.relink`.
	 * Gives how many there were.
	 */
	relink(from: readonly RecordRef[], to: RecordRef, write: WriteContext): Promise<RelinkedCompanions>;
}

export interface RelinkedCompanions {
	notifications: number;
	projects: number;
}

export interface NotificationStore extends KeySearch<Notification> {
	/** Throws notFound (recipient, sender, record), missingValue. */
	create(drafts: ReadonlyArray<NotificationDraft>, write: WriteContext): Promise<Notification[]>;
	/** Newest first. */
	find(query: NotificationQuery): Promise<Notification[]>;
	/** The notices as they are now, and how many were unread until now; one that was read keeps its moment. Throws notFound. */
	markRead(ids: readonly string[], write: WriteContext): Promise<{ notifications: Notification[]; count: number }>;
	/** All of this user; gives how many were unread until now. Throws notFound. */
	markAllRead(recipientId: string, write: WriteContext): Promise<number>;
}

export interface NotificationQuery {
	/** Only these. */
	ids?: readonly string[];
	recipientId?: string;
	record?: RecordRef;
	unreadOnly?: boolean;
	/** Part of the text, upper and lower case alike. */
	search?: string;
	limit?: number;
}

export interface ProjectStore extends KeySearch<Project> {
	/** Throws notFound (template, record, user), missingValue. */
	create(drafts: ReadonlyArray<ProjectDraft>, write: WriteContext): Promise<Project[]>;
	/** Throws notFound. */
	update(
		changes: ReadonlyArray<{ id: string } & Partial<Pick<Project, 'name' | 'status' | 'finishedAt'>>>,
		write: WriteContext,
	): Promise<Project[]>;
	get(id: string): Promise<Project | undefined>;
	/** Newest first. */
	find(query: ProjectQuery): Promise<Project[]>;
}

export interface ProjectQuery {
	record?: RecordRef;
	templateId?: string;
	statuses?: readonly ProjectStatus[];
	/** Part of the name, upper and lower case alike. */
	search?: string;
	limit?: number;
}

/** Into which section of a record a document goes: a short list that is saved as a whole. */
export interface FilingRuleStore {
	/** In their order. */
	find(): Promise<FilingRule[]>;
	/** Instead of those there were. Throws missingValue, invalidValue, and notFound for an unknown record type. */
	save(rules: readonly FilingRule[], write: WriteContext): Promise<FilingRule[]>;
}

/** What users may do, by their role. */
export interface PermissionStore {
	/** What users with this role may do; null: those who have none. No request, where people are kept in memory. */
	of(role: string | null): Promise<RolePermissions>;
	/**
	 * What a role allows, instead of what it allowed; undefined: everything. Throws notFound (role, record type), invalidValue
	 * (see `checkPermissions`; an empty list).
	 */
	save(role: string, permissions: readonly Permission[] | undefined): Promise<void>;
}

/**
 * What stages ask for before a record comes in or goes out. Who holds records to it is said by `capabilities.holdsGates`: the CRM
 * itself, in the write, or we, before it.
 */
export interface StageGateStore {
	/** Of all stages. No request, where stages are kept in memory. */
	find(): Promise<GatesByStage>;
	/**
	 * What one side of a stage asks for, instead of what it asked for; undefined, or a gate that asks for nothing: nothing. Throws
	 * notFound (stage, field, role, group, user).
	 */
	save(stageId: string, side: GateSide, gate: Gate | undefined): Promise<void>;
}
