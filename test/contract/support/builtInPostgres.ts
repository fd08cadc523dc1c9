import { openBackend, type Backend } from '../../../src/crm/backends';
import { TestDatabase } from '../../postgres/TestDatabase';
import { builtInSqlite } from './builtInSqlite';
import type { ContractSubject, OpenCrm, OutsideEdit } from './ContractSubject';
import { MovableClock } from './MovableClock';
import { defineByEditor } from './schema';

/** The built-in CRM in PostgreSQL: a real server, a database per file, a schema per suite. */
export const builtInPostgres: ContractSubject = {
	...builtInSqlite,
	name: 'built-in CRM on PostgreSQL',
	openFresh,
};

let database: Promise<TestDatabase> | undefined;
let schemas = 0;

afterAll(async () => await (await database)?.drop());

async function openFresh(): Promise<OpenCrm> {
	const server = await (database ??= TestDatabase.create());
	const schema = `contract_${++schemas}`;
	const options = server.options({ schema });
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
		define: async (draft) => await defineByEditor(backend.crm, draft),
		hire: async (users) => await backend.crm.users.create!(users, {}),
		editOutside: async (edit) => void (await server.execute(...statementOf(schema, edit))),
		async connectOutside() {
			const client = await server.connect();
			return {
				database: 'PostgreSQL',
				table: (name) => `${schema}.${name}`,
				run: async (statement) => void (await client.query(statement)),
				close: async () => await client.end(),
			};
		},
		countRows: async () => await countRows(server, schema),
		async discard() {
			await Promise.all([backend, ...others].map(async (each) => await each.close()));
			await server.execute(`drop schema ${schema} cascade`);
		},
	};
}

async function countRows(server: TestDatabase, schema: string): Promise<Record<string, number>> {
	const tables = await server.execute('select table_name from information_schema.tables where table_schema = $1 order by 1', [schema]);
	const counts = tables.map(
		({ table_name: name }) => `select '${String(name)}' as name, count(*)::integer as count from ${schema}."${String(name)}"`,
	);
	return Object.fromEntries((await server.execute(counts.join(' union all '))).map(({ name, count }) => [String(name), Number(count)]));
}

/** As a person at psql writes it. */
function statementOf(schema: string, edit: OutsideEdit): [text: string, parameters: Array<string | number>] {
	const { type, id } = edit.ref;
	const which = 'where type = $1 and id = $2';
	switch (edit.kind) {
		case 'retitle':
			return [`update ${schema}.record set title = $3 ${which}`, [type, Number(id), edit.title]];
		case 'setNumber':
			return [
				`update ${schema}.record set custom = jsonb_set(custom, array[$3], to_jsonb(cast($4 as numeric))) ${which}`,
				[type, Number(id), edit.field, edit.value],
			];
		case 'move':
			return [`update ${schema}.record set stage_id = $3 ${which}`, [type, Number(id), edit.stage]];
		case 'delete':
			return [`delete from ${schema}.record ${which}`, [type, Number(id)]];
	}
}
