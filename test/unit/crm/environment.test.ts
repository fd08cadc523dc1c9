import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectionChoices } from '../../../src/crm/backends';
import type { CrmError } from '../../../src/model/CrmError';

/** One setting makes "Built-In CRM" mean PostgreSQL in every node. */
const NAMES = ['CRMFLOW_POSTGRES_URL', 'CRMFLOW_POSTGRES_PASSWORD', 'CRMFLOW_POSTGRES_CA', 'PGPASSWORD'] as const;
const before = NAMES.map((name) => [name, process.env[name]] as const);
const builtIn = (severalMachines = false) => connectionChoices.find(({ value }) => value === 'builtIn')!.optionsOf({}, { severalMachines });

function set(environment: Partial<Record<(typeof NAMES)[number], string>>): void {
	for (const name of NAMES) Reflect.deleteProperty(process.env, name);
	Object.assign(process.env, environment);
}

afterEach(() => {
	set({});
	for (const [name, value] of before) if (value !== undefined) process.env[name] = value;
});

test('without it the file is meant, which several machines cannot share', () => {
	set({ CRMFLOW_POSTGRES_URL: ' ' });
	expect(builtIn()).toEqual({ backend: 'builtin-sqlite' });
	expect(() => builtIn(true)).toThrow(/cannot share/);
});

test('with it the database that it names, also in queue mode', () => {
	set({ CRMFLOW_POSTGRES_URL: 'postgres://crm@postgres:5433/crm?schema=sales&sslmode=require', CRMFLOW_POSTGRES_PASSWORD: 'secret' });
	for (const severalMachines of [false, true])
		expect(builtIn(severalMachines)).toEqual({
			backend: 'builtin-postgres',
			host: 'postgres',
			port: 5433,
			database: 'crm',
			user: 'crm',
			password: 'secret',
			schema: 'sales',
			tls: 'require',
			ca: undefined,
		});
	// Another database of its own stays one.
	const other = connectionChoices.find(({ value }) => value === 'builtInOther')!;
	expect(other.optionsOf({ database: 'trial' }, { severalMachines: false })).toEqual({ backend: 'builtin-sqlite', database: 'trial' });
});

test('the certificate is read from its file', () => {
	const folder = mkdtempSync(join(tmpdir(), 'crmflow-environment-'));
	const file = join(folder, 'ca.pem');
	writeFileSync(file, 'certificate');
	try {
		set({ CRMFLOW_POSTGRES_URL: 'postgres://crm:p%40ss@[::1]/crm?sslmode=verify-full', CRMFLOW_POSTGRES_CA: file });
		expect(builtIn()).toMatchObject({ host: '::1', password: 'p@ss', tls: 'verify-full', ca: 'certificate' });
	} finally {
		rmSync(folder, { recursive: true });
	}
	expect(() => builtIn()).toThrow(/CRMFLOW_POSTGRES_CA names cannot be read/);
});

test.each(['postgres', 'postgres://host', 'mysql://a:secret@b/c', 'postgres://a:secret@b/c?sslmode=maybe'])(
	'%s is refused by the name of the variable, and not shown',
	(text) => {
		set({ CRMFLOW_POSTGRES_URL: text });
		try {
			builtIn();
			throw new Error('It was taken.');
		} catch (error) {
			const { message, remedy } = error as CrmError;
			expect(message).toContain('nvironment variable CRMFLOW_POSTGRES_URL');
			expect(`${message} ${remedy}`).not.toContain('secret');
		}
	},
);
