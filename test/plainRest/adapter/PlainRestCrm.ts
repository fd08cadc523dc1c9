import type { Crm, HistoryStore, TaskStore, UserDirectory } from '../../../src/crm/Crm';
import type { Reference } from '../../../src/crm/Reference';
import { Remembered } from '../../../src/crm/rest/Remembered';
import { RestHistory } from '../../../src/crm/rest/RestHistory';
import { RestRecords } from '../../../src/crm/rest/RestRecords';
import { RestTasks } from '../../../src/crm/rest/RestTasks';
import type { PolledSource, SourceRecord } from '../../../src/crm/Source';
import type { Clock } from '../../../src/model/clock';
import type { RecordType, RecordTypeDescription } from '../../../src/model/recordType';
import type { User } from '../../../src/model/user';
import { secondsOf } from './filtersOf';
import { historyForm, ownRecordForm, recordForm, taskForm } from './forms';
import { loadReference, loadUsers } from './loadReference';
import { NAME, type PlainApi } from './PlainApi';
import { PlainTable } from './PlainTable';

export const CAPABILITIES = {
	name: NAME,
	valuesBefore: true,
	deletions: true,
	sharesLedger: false,
	atomicLists: false,
	versions: true,
	actsOnBehalf: false,
	holdsGates: false,
} as const;

export interface PlainRestCrmParts {
	api: PlainApi;
	clock: Clock;
	searchableKey: boolean;
}

export class PlainRestCrm extends RestRecords implements Crm {
	readonly capabilities = CAPABILITIES;
	readonly users: UserDirectory;
	readonly tasks: TaskStore;
	readonly history: HistoryStore;
	readonly poll: PolledSource;
	private readonly reference: Remembered<Reference>;

	constructor({ api, clock, searchableKey }: PlainRestCrmParts) {
		const reference = new Remembered(async () => await loadReference(api), clock);
		super({ reference, clock, searchableKey, tableOf: (type) => new PlainTable(api, formOf(type), searchableKey) });
		this.reference = reference;
		const existingIds = async (type: string, ids: ReadonlySet<string>) => await this.existing(await this.describe(type), ids);
		this.tasks = new RestTasks({ reference, table: new PlainTable(api, taskForm, searchableKey), existingIds, clock });
		this.history = new RestHistory({ reference, table: new PlainTable(api, historyForm, searchableKey), existingIds });
		this.users = usersOf(api, reference);
		this.poll = sourceOf(api, reference);
	}

	async recordTypes(): Promise<RecordType[]> {
		return (await this.reference.current()).recordTypes();
	}

	async describe(type: string): Promise<RecordTypeDescription> {
		return structuredClone(await this.reference.with((reference) => reference.type(type)));
	}

	async close(): Promise<void> {}
}

function formOf(type: RecordTypeDescription) {
	return type.editable ? recordForm(type) : ownRecordForm(type);
}

function usersOf(api: PlainApi, reference: Remembered<Reference>): UserDirectory {
	const all = async (): Promise<User[]> => await loadUsers(api, (await reference.current()).type('user'));
	return {
		find: all,
		get: async (id) => (await all()).find((user) => user.id === id),
		groups: { find: async () => [...(await reference.current()).groups] },
		roles: { find: async () => [...(await reference.current()).roles] },
		supervisorsOf: async (id) => await reference.with((content) => content.supervisorsOf(id)),
	};
}

/** Its times are whole seconds, and what is deleted is gone without a trace. */
function sourceOf(api: PlainApi, reference: Remembered<Reference>): PolledSource {
	return {
		resolutionMs: 1000,
		types: async () => (await reference.current()).recordTypes().map(({ name }) => name),
		async *changedSince(name, moment): AsyncGenerator<SourceRecord[]> {
			const { entity, thingOf } = formOf((await reference.current()).type(name));
			for await (const rows of api.byModified(entity, moment === undefined ? undefined : secondsOf(moment))) yield rows.map(thingOf);
		},
		async *ids(name) {
			const { entity } = formOf((await reference.current()).type(name));
			for await (const rows of api.byKey(entity, [])) yield rows.map(({ id }) => id);
		},
	};
}
