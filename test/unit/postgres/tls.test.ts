import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { refusalOf } from '../builtin/support';
import { Workplace } from './support';

const work = new Workplace();
/** Signed the certificate of the tests' server, which is for "localhost". */
const ca = readFileSync(join(__dirname, '..', '..', 'postgres', 'tls', 'ca.pem'), 'utf8');
const encrypted = async () =>
	await work.database.administer(
		`select ssl from pg_stat_ssl join pg_stat_activity using (pid) where datname = '${work.database.name}' and application_name like 'crmflow %'`,
	);

it.each([
	['off', { tls: 'off' }, false],
	['required, whoever answers', { tls: 'require' }, true],
	['verified by the given authority', { tls: 'verify-full', host: 'localhost', ca }, true],
] as const)('TLS %s: connects, encrypted: %#', async (_what, more, expected) => {
	const { crm, feed } = await work.open(more);
	const end = feed.onChanges(() => {});
	await crm.users.find();
	expect(new Set((await encrypted()).map(({ ssl }) => ssl))).toEqual(new Set([expected]));
	end();
});

it('a certificate that no known authority signed is refused where it is to be verified', async () => {
	expect(await refusalOf(work.open({ tls: 'verify-full', host: 'localhost' }))).toMatchObject({
		code: 'storage',
		message: expect.stringContaining('cannot be verified'),
		remedy: expect.stringContaining('PEM'),
	});
});

it('a certificate for another host is refused where it is to be verified', async () => {
	expect(await refusalOf(work.open({ tls: 'verify-full', ca }))).toMatchObject({
		code: 'storage',
		message: expect.stringContaining('for another host'),
	});
});

it('a certificate of an authority that cannot be read is refused with what to do', async () => {
	expect(await refusalOf(work.open({ tls: 'verify-full', host: 'localhost', ca: 'my certificate' }))).toMatchObject({
		code: 'storage',
		remedy: expect.stringContaining('PEM'),
	});
});

describe('a server without TLS', () => {
	let plain: Server;
	beforeEach(async () => {
		plain = createServer((socket) => socket.on('error', () => {}).once('data', () => socket.write('N')));
		await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
	});
	afterEach(() => void plain.close());

	it.each(['require', 'verify-full'] as const)('is refused with %s', async (tls) => {
		const { port } = plain.address() as AddressInfo;
		expect(await refusalOf(work.open({ tls, port }))).toMatchObject({
			code: 'storage',
			message: expect.stringContaining('offers no TLS'),
			remedy: expect.stringContaining('choose TLS "Off"'),
		});
	});
});
