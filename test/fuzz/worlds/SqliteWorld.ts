import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { closeConnections, openConnection, type OpenConnection } from '../../../src/automation/engine/hub/hub';
import { brokenInvariants } from './invariants';
import type { FillWorld, World } from './World';

/** The default database of the node, in a folder of its own. */
export async function openSqliteWorld(fill: FillWorld): Promise<World> {
	const folder = mkdtempSync(join(tmpdir(), 'crmflow-fuzz-'));
	const before = process.env.N8N_USER_FOLDER;
	process.env.N8N_USER_FOLDER = folder;
	const file = join(folder, '.n8n', 'crmflow', 'crm.sqlite');
	const filled = join(folder, 'filled.sqlite');
	const connection = { parameters: { connection: 'builtIn' } };
	const open = async () => await openConnection({ backend: 'builtin-sqlite' }, 'Europe/Warsaw');

	let watcher: DatabaseSync | undefined;
	let opened: OpenConnection = await open();
	await fill(opened.scope, connection);
	await close();
	copyFileSync(file, filled);
	await reset();
	return {
		connection,
		scope: () => opened.scope,
		reset,
		mark: async () => String(one('pragma data_version')['data_version']),
		effects: async () => Number(one('select count(*) as count from effect')['count']),
		async complaints() {
			const integrity = all('pragma integrity_check')
				.map((row) => String(row['integrity_check']))
				.filter((line) => line !== 'ok');
			const links = all('pragma foreign_key_check').map(
				(row) => `A row of ${String(row['table'])} names a row of ${String(row['parent'])} that is not there.`,
			);
			return [...integrity, ...links, ...(await brokenInvariants(async (statement) => all(statement)))];
		},
		secrets: [folder],
		async close() {
			await close();
			rmSync(folder, { recursive: true, force: true });
			if (before === undefined) delete process.env.N8N_USER_FOLDER;
			else process.env.N8N_USER_FOLDER = before;
		},
	};

	async function reset(): Promise<void> {
		await close();
		for (const end of ['-wal', '-shm', '.id']) rmSync(`${file}${end}`, { force: true });
		copyFileSync(filled, file);
		opened = await open();
		watcher = new DatabaseSync(file, { readOnly: true });
	}

	async function close(): Promise<void> {
		watcher?.close();
		watcher = undefined;
		opened.release();
		await closeConnections();
	}

	function all(statement: string): Array<Record<string, unknown>> {
		return watcher!.prepare(statement).all();
	}

	function one(statement: string): Record<string, unknown> {
		return watcher!.prepare(statement).get()!;
	}
}
