import type { Crm, DeletedRecord, RecordDraft, RecordUpdate } from '../../../crm/Crm';
import type { RecordQuery } from '../../../model/query';
import type { CrmRecord, RecordRef } from '../../../model/record';
import type { RecordType, RecordTypeDescription } from '../../../model/recordType';
import type { WriteContext } from '../../../model/write';
import type { Access } from './Access';
import { guardActivities, guardProjects, guardTasks } from './guardedWork';
import { guardComments, guardDocuments, guardNotifications, guardHistory } from './guardedParts';
import { guardSchema, guardUsers } from './guardedSetUp';

/**
 * The port for a user whose role does not allow everything. Every part of the port is written down here, so that a new one is
 * not open to everybody by mistake. How the CRM is set up, and the names of people, are no secret: every form shows them.
 */
export class GuardedCrm implements Crm {
	readonly capabilities: Crm['capabilities'];
	readonly users: Crm['users'];
	readonly tasks: Crm['tasks'];
	readonly history: Crm['history'];
	readonly notifications: Crm['notifications'];
	readonly projects: Crm['projects'];
	readonly comments: Crm['comments'];
	readonly activities: Crm['activities'];
	readonly documents: Crm['documents'];
	readonly schema: Crm['schema'];
	readonly restore: Crm['restore'];
	readonly findDeleted: Crm['findDeleted'];
	readonly relink: Crm['relink'];
	private readonly crm: Crm;
	private readonly access: Access;

	constructor(crm: Crm, access: Access) {
		this.crm = crm;
		this.access = access;
		this.capabilities = crm.capabilities;
		this.users = guardUsers(crm.users, access);
		this.tasks = guardTasks(crm.tasks, access);
		this.history = guardHistory(crm.history, access);
		this.notifications = crm.notifications && guardNotifications(crm.notifications, access);
		this.projects = crm.projects && guardProjects(crm.projects, access);
		this.comments = crm.comments && guardComments(crm.comments, access);
		this.activities = crm.activities && guardActivities(crm.activities, access);
		this.documents = crm.documents && guardDocuments(crm.documents, access);
		this.schema = crm.schema && guardSchema(crm.schema, access);
		this.restore = crm.restore && (async (refs, write) => await this.restoreAllowed(refs, write));
		this.findDeleted = crm.findDeleted && (async (type, query) => await this.deletedInReach(type, query));
		this.relink =
			crm.relink &&
			(async (from, to, write) => {
				await access.requireRecords('edit', [to]);
				await access.requireRecords('delete', from);
				return await crm.relink!(from, to, write);
			});
	}

	async recordTypes(): Promise<RecordType[]> {
		return await this.crm.recordTypes();
	}

	async describe(type: string): Promise<RecordTypeDescription> {
		return await this.crm.describe(type);
	}

	async get(ref: RecordRef): Promise<CrmRecord | undefined> {
		await this.access.requireType('see', ref.type, ref);
		const record = await this.crm.get(ref);
		if (record !== undefined) await this.access.requireRecord('see', record);
		return record;
	}

	async *find(type: string, query: RecordQuery = {}): AsyncIterable<CrmRecord> {
		const reach = await this.access.requireType('see', type);
		yield* this.crm.find(
			type,
			reach === 'all' ? query : { ...query, conditions: [...(query.conditions ?? []), this.access.ownCondition(type)] },
		);
	}

	/** A record that is named by what it is called, and is out of reach, is refused like one that is named by its id. */
	async match(type: string, field: string, values: readonly string[]): Promise<Map<string, string[]>> {
		await this.access.requireType('see', type);
		const found = await this.crm.match(type, field, values);
		await this.access.requireRecords(
			'see',
			[...found.values()].flat().map((id) => ({ type, id })),
		);
		return found;
	}

	async create(type: string, drafts: readonly RecordDraft[], write: WriteContext): Promise<CrmRecord[]> {
		await this.access.requireType('create', type);
		return await this.crm.create(type, drafts, write);
	}

	async update(type: string, changes: readonly RecordUpdate[], write: WriteContext): Promise<CrmRecord[]> {
		await this.access.requireRecords(
			'edit',
			changes.map(({ id }) => ({ type, id })),
		);
		return await this.crm.update(type, changes, write);
	}

	async remove(refs: readonly RecordRef[], write: WriteContext): Promise<CrmRecord[]> {
		await this.access.requireRecords('delete', refs);
		return await this.crm.remove(refs, write);
	}

	async openCountsOf(type: string, userIds: readonly string[]): Promise<Map<string, number>> {
		return await this.crm.openCountsOf(type, userIds);
	}

	async close(): Promise<void> {
		await this.crm.close();
	}

	/** What comes back must be in reach; when it is not, the step that wants it is undone as a whole. */
	private async restoreAllowed(refs: readonly RecordRef[], write: WriteContext): Promise<CrmRecord[]> {
		for (const ref of refs) await this.access.requireType('create', ref.type, ref);
		const restored = await this.crm.restore!(refs, write);
		for (const record of restored) await this.access.requireRecord('see', record);
		return restored;
	}

	private async deletedInReach(type: string, query?: Parameters<NonNullable<Crm['findDeleted']>>[1]): Promise<DeletedRecord[]> {
		const reach = await this.access.requireType('see', type);
		const records = await this.crm.findDeleted!(type, query);
		return reach === 'own' ? records.filter((record) => this.access.isOwn(record)) : records;
	}
}
