import type { ChangeFeed } from '../feed/ChangeFeed';
import type { Clock } from '../model/clock';
import { CrmError, forDraft } from '../model/CrmError';
import { checkFilingRules, type FilingRule } from '../model/filingRules';
import type { Notification } from '../model/notification';
import { checkPermissions, OTHER_TYPES, type Permission } from '../model/permissions';
import type { Project } from '../model/projectTemplate';
import type { RecordRef } from '../model/record';
import { asksForNothing, NO_GATE, type Gate, type GateSide } from '../model/stageGates';
import type { WriteContext } from '../model/write';
import type { SqlDatabase } from '../sql/SqlDatabase';
import type { Companions, FilingRuleStore, PermissionStore, RelinkedCompanions, StageGateStore } from './Companions';
import { CompanionStore } from './CompanionStore';
import type { CompanionTables } from './companionTable';
import { requireActor } from './requireActor';
import { NOTIFICATION, StoredNotifications } from './StoredNotifications';
import { PROJECT, StoredProjects } from './StoredProjects';
import type { Subjects } from './Subjects';

interface Parts {
	database: SqlDatabase<CompanionTables>;
	feed: ChangeFeed;
	subjects: Subjects;
	clock: Clock;
}

/** The companions of a CRM that keeps its data elsewhere, in the database of the ledger: the CRM's ids are texts there. */
export class StoredCompanions implements Companions {
	readonly notifications: StoredNotifications;
	readonly projects: StoredProjects;
	readonly filingRules: FilingRuleStore;
	readonly permissions: PermissionStore;
	readonly stageGates: StageGateStore;
	private readonly notices: CompanionStore<Notification>;
	private readonly projectStore: CompanionStore<Project>;
	private readonly subjects: Subjects;

	constructor({ database, feed, subjects, clock }: Parts) {
		this.subjects = subjects;
		this.notices = new CompanionStore(database, NOTIFICATION);
		this.projectStore = new CompanionStore(database, PROJECT);
		this.notifications = new StoredNotifications({ store: this.notices, subjects, clock });
		this.projects = new StoredProjects({ store: this.projectStore, subjects, feed, clock });
		this.filingRules = filingRulesIn(database, subjects);
		this.permissions = permissionsIn(database, subjects);
		this.stageGates = stageGatesIn(database, subjects);
	}

	async relink(from: readonly RecordRef[], to: RecordRef, write: WriteContext): Promise<RelinkedCompanions> {
		await requireActor(this.subjects, write);
		await this.subjects.requireRecords([...from, to].map((ref, index) => ({ ...ref, index, where: 'to be linked anew' })));
		const record = { type: to.type, id: to.id };
		return await this.notices.transaction(async () => {
			const counts = { notifications: 0, projects: 0 };
			for (const old of from) {
				for (const notice of await this.notices.find({ record: old }, { locked: true })) {
					await this.notices.replace({ ...notice, record });
					counts.notifications++;
				}
				for (const project of await this.projectStore.find({ record: old }, { locked: true })) {
					await this.projects.become({ ...project, record }, project, write);
					counts.projects++;
				}
			}
			return counts;
		});
	}
}

/** A list that is saved as a whole. */
interface SavedList<Item> {
	id: string;
	record: null;
	/** Whose list it is; null: there is one only. */
	owner: string | null;
	/** Null: everything. */
	items: Item[] | null;
}

function savedLists<Item>(database: SqlDatabase<CompanionTables>, kind: string) {
	const store = new CompanionStore<SavedList<Item>>(database, { kind, owner: ({ owner }) => owner, state: () => null });
	const find = async (owner: string | null) => (await store.find(owner === null ? {} : { owner }))[0];
	/** Instead of what there was, which nobody else changes meanwhile. */
	const change = async (owner: string | null, become: (present: Item[] | null) => Item[] | null) =>
		await store.transaction(async () => {
			const present = await find(owner);
			const items = become(present?.items ?? null);
			if (present === undefined) await store.insert([{ record: null, owner, items }], undefined);
			else await store.replace({ ...present, items });
		}, `companions ${kind}`);
	const save = async (owner: string | null, items: Item[] | null) => await change(owner, () => items);
	return { find, save, change };
}

function filingRulesIn(database: SqlDatabase<CompanionTables>, subjects: Subjects): FilingRuleStore {
	const lists = savedLists<FilingRule>(database, 'filingRules');
	return {
		find: async () => (await lists.find(null))?.items ?? [],
		async save(given, write) {
			const rules = checkFilingRules(given);
			await requireActor(subjects, write);
			for (const [index, { recordType }] of rules.entries()) {
				if (recordType === undefined) continue;
				await subjects.requireTypes([recordType]).catch((error: unknown) =>
					forDraft(index, () => {
						throw error;
					}),
				);
			}
			await lists.save(null, rules);
			return rules;
		},
	};
}

/** Nothing is known of a role until somebody has said what it allows: see `asActor`. */
function permissionsIn(database: SqlDatabase<CompanionTables>, subjects: Subjects): PermissionStore {
	const lists = savedLists<Permission>(database, 'permissions');
	return {
		async of(role) {
			const saved = role === null ? undefined : await lists.find(role);
			return saved === undefined ? 'unknown' : (saved.items ?? 'everything');
		},
		async save(role, given) {
			await subjects.requireRole(role);
			const permissions = checkPermissions(role, given ?? []);
			if (given?.length === 0)
				throw new CrmError('invalidValue', `The role "${role}" has no permissions.`, 'Say what it allows, or let it do everything.');
			await subjects.requireTypes(permissions.map(({ recordType }) => recordType).filter((type) => type !== OTHER_TYPES));
			await lists.save(role, given === undefined ? null : permissions);
		},
	};
}

/** One list of all gates: a write that might pass one reads them all. Those of stages that the CRM has no more do no harm. */
function stageGatesIn(database: SqlDatabase<CompanionTables>, subjects: Subjects): StageGateStore {
	const lists = savedLists<SavedGate>(database, 'stageGates');
	const saved = async () => (await lists.find(null))?.items ?? [];
	return {
		async find() {
			const byStage = Map.groupBy(await saved(), ({ stage }) => stage);
			return new Map([...byStage].map(([stage, gates]) => [stage, Object.fromEntries(gates.map(({ side, gate }) => [side, gate]))]));
		},
		async save(stage, side, given) {
			const gate = await subjects.checkGate(stage, given ?? NO_GATE);
			await lists.change(null, (present) => {
				const others = (present ?? []).filter((one) => one.stage !== stage || one.side !== side);
				return asksForNothing(gate) ? others : [...others, { stage, side, gate }];
			});
		},
	};
}

interface SavedGate {
	/** Id. */
	stage: string;
	side: GateSide;
	gate: Gate;
}
