import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { Clock } from '../../model/clock';
import type { RecordQuery } from '../../model/query';
import type { CrmRecord, RecordRef } from '../../model/record';
import type { RecordType, RecordTypeDescription } from '../../model/recordType';
import type { WriteContext } from '../../model/write';
import type { Crm, DeletedQuery, DeletedRecord, RecordCount, RecordDraft, RecordUpdate, RelinkedCounts } from '../Crm';
import { ChangeListeners } from '../../feed/ChangeListeners';
import type { ChangeRow } from '../../feed/changeRow';
import type { DatabaseWatch } from '../../feed/DatabaseWatch';
import type { FeedIdentity } from '../../feed/feedIdentity';
import type { FeedOrder } from '../../feed/FeedOrder';
import { TableFeed } from '../../feed/TableFeed';
import { BuiltInCompanions } from './BuiltInCompanions';
import { capturedForm } from './capturedForm';
import type { CrmDialect } from './CrmDialect';
import { plainCopy } from './plainCopy';
import type { ReadingOrder } from './ReadingOrder';
import { RecordBin } from './RecordBin';
import { RecordReader } from './RecordReader';
import { RecordRelinker } from './RecordRelinker';
import { RecordWriter } from './RecordWriter';
import { countRecords } from './schemaUse';
import { ReferenceCache } from './ReferenceCache';
import { SqlActivities } from './SqlActivities';
import { SqlDocuments } from './SqlDocuments';
import { SqlComments } from './SqlComments';
import { SqlSchemaEditor } from './SqlSchemaEditor';
import { SqlTasks } from './SqlTasks';
import { SqlHistory } from './SqlHistory';
import type { CrmTables } from './tables';
import { UserStore } from './UserStore';
import { Writer } from './Writer';

export interface BuiltInCrmParts {
	database: SqlDatabase<CrmTables>;
	dialect: CrmDialect;
	order: FeedOrder<ChangeRow>;
	watch: DatabaseWatch;
	clock: Clock;
	identity: FeedIdentity;
	reading: ReadingOrder;
}

/** The CRM in our own database. It shares the database with the ledger, so that their writes can be one. */
export class BuiltInCrm implements Crm {
	readonly capabilities = {
		name: 'Built-in CRM',
		valuesBefore: true,
		deletions: true,
		sharesLedger: true,
		atomicLists: true,
		versions: true,
		actsOnBehalf: false,
		holdsGates: true,
	} as const;
	readonly users: UserStore;
	readonly tasks: SqlTasks;
	readonly history: SqlHistory;
	readonly activities: SqlActivities;
	readonly documents: SqlDocuments;
	readonly comments: SqlComments;
	readonly schema: SqlSchemaEditor;
	private readonly database: SqlDatabase<CrmTables>;
	private readonly dialect: CrmDialect;
	private readonly references: ReferenceCache;
	private readonly listeners: ChangeListeners;
	private readonly watch: DatabaseWatch;
	private readonly reader: RecordReader;
	private readonly records: RecordWriter;
	private readonly bin: RecordBin;
	private readonly relinker: RecordRelinker;
	/** Beside the port, and with it in one database: see `Backend`. */
	readonly feed: TableFeed<CrmTables>;
	readonly companions: BuiltInCompanions;

	constructor({ database, dialect, order, watch, clock, identity, reading }: BuiltInCrmParts) {
		this.database = database;
		this.dialect = dialect;
		this.watch = watch;
		this.references = new ReferenceCache(database, watch.commitMarker);
		this.listeners = new ChangeListeners(watch, (work) => database.outside(work));
		const writer = new Writer({ database, dialect, clock, references: this.references, listeners: this.listeners });
		this.reader = new RecordReader({ database, dialect, references: this.references, clock, reading });
		this.records = new RecordWriter(database, writer, reading.titles);
		this.bin = new RecordBin({ database, dialect, references: this.references, writer, titles: reading.titles });
		this.feed = new TableFeed({ database, order, listeners: this.listeners, identity, form: capturedForm(this.references) });
		this.users = new UserStore(database, this.references, writer);
		this.tasks = new SqlTasks(database, dialect, writer);
		this.history = new SqlHistory(database, writer);
		this.activities = new SqlActivities(database, dialect, writer);
		this.documents = new SqlDocuments(database, dialect, writer);
		this.comments = new SqlComments(database, writer);
		this.schema = new SqlSchemaEditor(database, dialect, this.references);
		this.companions = new BuiltInCompanions({ database, dialect, references: this.references, writer });
		this.relinker = new RecordRelinker({ database, writer, reader: this.reader, records: this.records, users: this.users });
	}

	async recordTypes(): Promise<RecordType[]> {
		return (await this.references.current()).recordTypes();
	}

	async describe(type: string): Promise<RecordTypeDescription> {
		return plainCopy((await this.references.current()).type(type));
	}

	async get(ref: RecordRef): Promise<CrmRecord | undefined> {
		return await this.reader.get(ref);
	}

	find(type: string, query?: RecordQuery): AsyncIterable<CrmRecord> {
		return this.reader.find(type, query);
	}

	async match(type: string, field: string, values: readonly string[]): Promise<Map<string, string[]>> {
		return await this.reader.match(type, field, values);
	}

	async create(type: string, drafts: readonly RecordDraft[], write: WriteContext): Promise<CrmRecord[]> {
		return await this.records.create(type, drafts, write);
	}

	async update(type: string, changes: readonly RecordUpdate[], write: WriteContext): Promise<CrmRecord[]> {
		return await this.records.update(type, changes, write);
	}

	async remove(refs: readonly RecordRef[], write: WriteContext): Promise<CrmRecord[]> {
		return await this.bin.remove(refs, write);
	}

	async restore(refs: readonly RecordRef[], write: WriteContext): Promise<CrmRecord[]> {
		return await this.bin.restore(refs, write);
	}

	async findDeleted(type: string, query?: DeletedQuery): Promise<DeletedRecord[]> {
		return await this.bin.list(type, query);
	}

	async count({ type, ...where }: RecordCount): Promise<number> {
		return await countRecords(this.database, this.dialect, (await this.references.current()).type(type), where);
	}

	async countOpen(type: string, userIds: readonly string[]): Promise<Map<string, number>> {
		return await this.reader.countOpen(type, userIds);
	}

	async relink(from: readonly RecordRef[], to: RecordRef, write: WriteContext): Promise<RelinkedCounts> {
		return await this.relinker.relink(from, to, write);
	}

	async close(): Promise<void> {
		this.listeners.close();
		await this.watch.close();
		await this.database.close();
	}
}
