import type { DatabaseSync } from 'node:sqlite';
import { CrmError } from '../../model/CrmError';
import { whileLocked } from './KyselySqlite';
import { loadNodeSqlite } from './nodeSqlite';
import { isBusy } from './sqliteErrors';

/** A process that is just being stopped gets that long to let go, in milliseconds. */
const WAIT_MS = 2_000;

/** A file that this process alone serves, and how many parts of it do. */
interface Held {
	handle: Promise<DatabaseSync | undefined>;
	count: number;
}

const SLOT = Symbol.for('crmflow.soleUse');

/** The same for all copies of this module: n8n loads the package anew when it is updated, while old triggers still run. */
const held: Map<string, Held> = ((globalThis as { [SLOT]?: Map<string, Held> })[SLOT] ??= new Map());

/**
 * From now on no other process can do the same for this file, until the answer is called: two n8n that serve one file would run every
 * change twice. It is a lock of the operating system, on an empty file of its own (`crm.sqlite.n8n`): it ends with the process,
 * however that ends. `name`: what people know the database by. Throws conflict when another process has it.
 */
export async function takeSoleUse({ path, name }: { path: string; name: string }): Promise<() => void> {
	const known = held.get(path);
	const mine: Held = known ?? { handle: lock(`${path}.n8n`), count: 0 };
	held.set(path, mine);
	mine.count++;
	let released = false;
	const release = () => {
		if (released) return;
		released = true;
		if (--mine.count > 0) return;
		held.delete(path);
		void mine.handle.then((handle) => handle?.close()).catch(() => undefined);
	};
	try {
		await mine.handle;
		return release;
	} catch (error) {
		release();
		throw isBusy(error) ? inUse(name, error) : error;
	}
}

/** Undefined where the disk knows no locks: then nobody can tell. Throws SQLite's own error when another process has it. */
async function lock(path: string): Promise<DatabaseSync | undefined> {
	const { DatabaseSync } = loadNodeSqlite();
	let handle: DatabaseSync | undefined;
	try {
		const opened = (handle = new DatabaseSync(path, { timeout: 0 }));
		await whileLocked(WAIT_MS, () => opened.exec('begin exclusive'));
		return opened;
	} catch (error) {
		handle?.close();
		if (isBusy(error)) throw error;
		return undefined;
	}
}

function inUse(name: string, cause: unknown): CrmError {
	return new CrmError(
		'conflict',
		`Another n8n works with the database "${name}": its CRM Triggers listen there, and both would run every change.`,
		'Stop one of them, or give each a database of its own. Several n8n share one CRM on PostgreSQL only: see "Built-In CRM (PostgreSQL)".',
		{ cause },
	);
}
