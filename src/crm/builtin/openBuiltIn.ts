import { homedir } from 'node:os';
import { join } from 'node:path';
import { SqlLedger } from '../../ledger/stores/SqlLedger';
import type { LedgerTables } from '../../ledger/stores/ledgerTables';
import { takeSoleUse } from '../../sql/sqlite/soleUse';
import { openSqliteDatabase } from '../../sql/sqlite/openSqliteDatabase';
import type { Clock } from '../../model/clock';
import { CrmError } from '../../model/CrmError';
import type { Backend } from '../BackendDescriptor';
import type { BuiltInSqlite } from './sqlite/descriptor';
import type { ChangeRow } from '../../feed/changeRow';
import { FeedMark } from '../../feed/sqlite/FeedMark';
import { BuiltInCrm } from './BuiltInCrm';
import { BUILT_IN_MARK, databaseParts } from './databaseParts';
import { SqliteFeedOrder } from '../../feed/sqlite/SqliteFeedOrder';
import { addFoldFunction, sqliteCrmDialect } from './sqlite/sqliteCrmDialect';
import { sqliteWatch } from '../../feed/sqlite/sqliteWatch';
import { fillTitleKeys } from './sqlite/fillTitleKeys';
import { addReadingOrder } from './sqlite/sqliteReadingOrder';
import { companyLanguage } from '../companyLanguage';
import type { CrmTables } from './tables';

const DEFAULT_NAME = 'crm';

export interface OpenOptions extends BuiltInSqlite {
	/** How long a locked database is waited for, in milliseconds. Default 10 s. */
	lockWaitMs?: number;
	/** How often it is looked whether it is still the same file, in milliseconds. Default 2 s. */
	lookEveryMs?: number;
}

/**
 * Opens the built-in CRM in a SQLite file; makes the file when there never was one. Throws storage (name not allowed, not
 * ours, newer, read-only, damaged, gone, another one than before) and unavailable (locked).
 */
export async function openBuiltInSqlite(options: OpenOptions, clock: Clock): Promise<Backend> {
	const named = sqliteFile(options);
	await FeedMark.requireFile(named);
	const { database, handle, file } = await openSqliteDatabase<LedgerTables>({
		...named,
		mark: BUILT_IN_MARK,
		parts: databaseParts(sqliteCrmDialect, clock.now().toISOString()),
		lockWaitMs: options.lockWaitMs,
		lookEveryMs: options.lookEveryMs,
	});
	try {
		addFoldFunction(handle);
		const reading = addReadingOrder(handle, companyLanguage());
		const ledger = await SqlLedger.open(database);
		const tables = database.knowing<CrmTables>();
		await fillTitleKeys(tables, reading.titles);
		const order = new SqliteFeedOrder<CrmTables, ChangeRow>(tables);
		const { feedIdentity: identity } = ledger;
		const crm = new BuiltInCrm({
			database: tables,
			dialect: sqliteCrmDialect,
			order,
			watch: sqliteWatch(handle, file),
			clock,
			identity,
			reading,
		});
		const mark = await FeedMark.keep({ ...named, identity, handle, file });
		const close = async () => {
			await mark.close();
			await crm.close();
		};
		const serveAlone = async () => await takeSoleUse(named);
		return { crm, feed: crm.feed, ledger, companions: crm.companions, serveAlone, close };
	} catch (error) {
		await database.close();
		throw error;
	}
}

/** Where the file of a database is, and its name for people. Throws storage for a name that is not allowed. */
export function sqliteFile({ folder, database }: BuiltInSqlite): { path: string; name: string } {
	const name = `${databaseName(database)}.sqlite`;
	return { path: join(folder ?? defaultFolder(), name), name };
}

/** Where n8n keeps its own data, so that the same volume holds both. */
function defaultFolder(): string {
	return join(process.env.N8N_USER_FOLDER || homedir(), '.n8n', 'crmflow');
}

function databaseName(given: string | undefined): string {
	const name = given === undefined || given === '' ? DEFAULT_NAME : given;
	if (/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name)) return name;
	throw new CrmError(
		'storage',
		`"${name}" cannot be the name of a database.`,
		'Give a name, not a path: a letter, then letters, digits, - or _, at most 64 in all. For example: crm.',
	);
}
