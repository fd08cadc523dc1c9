import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { openBackend, type Backend, type ConnectionOptions } from '../../../src/crm/backends';
import type { ContractSubject, OpenCrm, OutsideConnection, OutsideEdit } from './ContractSubject';
import { MovableClock } from './MovableClock';
import { defineByEditor } from './schema';

/** The built-in CRM in a SQLite file, one file per suite. */
export const builtInSqlite: ContractSubject = {
	name: 'built-in CRM on SQLite',
	capabilities: {
		name: 'Built-in CRM',
		valuesBefore: true,
		deletions: true,
		sharesLedger: true,
		atomicLists: true,
		versions: true,
		actsOnBehalf: false,
		holdsGates: true,
	},
	textIds: false,
	polled: false,
	searchableKey: false,
	lacks: [],
	editsOutside: true,
	openFresh,
};

async function openFresh(): Promise<OpenCrm> {
	const folder = await mkdtemp(join(tmpdir(), 'crmflow-contract-'));
	const options: ConnectionOptions = { backend: 'builtin-sqlite', folder, database: 'contract' };
	const clock = new MovableClock();
	const others: Backend[] = [];
	let backend = await openBackend(options, clock);
	return {
		get backend() {
			return backend;
		},
		clock,
		async reopen() {
			await backend.close();
			backend = await openBackend(options, clock);
		},
		async openAnother() {
			const another = await openBackend(options, clock);
			others.push(another);
			return another;
		},
		define: async (schema) => await defineByEditor(backend.crm, schema),
		hire: async (users) => await backend.crm.users.create!(users, {}),
		editOutside: async (edit) => await runInAnotherProcess(join(folder, 'contract.sqlite'), ...statementOf(edit)),
		connectOutside: async () => connectOutside(join(folder, 'contract.sqlite')),
		countRows: async () => countRows(join(folder, 'contract.sqlite')),
		async discard() {
			await Promise.all([backend, ...others].map(async (each) => await each.close()));
			await rm(folder, { recursive: true, force: true });
		},
	};
}

function connectOutside(file: string): OutsideConnection {
	const database = new DatabaseSync(file, { enableForeignKeyConstraints: false, timeout: 5000 });
	return {
		database: 'SQLite',
		table: (name) => name,
		run: async (statement) => database.exec(statement),
		close: async () => database.close(),
	};
}

function countRows(file: string): Record<string, number> {
	const database = new DatabaseSync(file, { readOnly: true });
	try {
		const tables = database.prepare("select name from sqlite_schema where type = 'table'").all();
		return Object.fromEntries(
			tables.map(({ name }) => [name, Number(database.prepare(`select count(*) as count from "${String(name)}"`).get()!.count)]),
		);
	} finally {
		database.close();
	}
}

function statementOf(edit: OutsideEdit): [text: string, ...parameters: Array<string | number>] {
	const { type, id } = edit.ref;
	switch (edit.kind) {
		case 'retitle':
			return ['update record set title = ? where type = ? and id = ?', edit.title, type, Number(id)];
		case 'setNumber':
			return [
				'update record set custom = json_set(custom, ?, ?) where type = ? and id = ?',
				`$.${edit.field}`,
				edit.value,
				type,
				Number(id),
			];
		case 'move':
			return ['update record set stage_id = ? where type = ? and id = ?', edit.stage, type, Number(id)];
		case 'delete':
			return ['delete from record where type = ? and id = ?', type, Number(id)];
	}
}

/** As the `sqlite3` shell does: nothing of this package is loaded, and links are not checked. */
const SCRIPT = `
	const { DatabaseSync } = require('node:sqlite');
	const [file, text, ...parameters] = JSON.parse(process.argv[1]);
	const database = new DatabaseSync(file, { enableForeignKeyConstraints: false, timeout: 5000 });
	database.prepare(text).run(...parameters);
	database.close();
`;

async function runInAnotherProcess(file: string, text: string, ...parameters: Array<string | number>): Promise<void> {
	await promisify(execFile)(process.execPath, ['--no-warnings', '-e', SCRIPT, JSON.stringify([file, text, ...parameters])]);
}
