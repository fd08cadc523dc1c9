import { RestClient } from '../../../src/crm/rest/RestClient';
import { CrmError } from '../../../src/model/CrmError';
import { PlainRestServer, type Fault } from '../../plainRest/server/PlainRestServer';

const SHAPE = { entities: { deal: { label: 'Deal', plural: 'Deals', fields: [{ name: 'title', label: 'Title', type: 'text' }] } } };
const KEY = 'a-key';

let server: PlainRestServer;
/** What goes wrong with the next requests, in order. */
let faults: Array<Fault | undefined>;

beforeEach(async () => {
	faults = [];
	server = await PlainRestServer.start({ shape: SHAPE, key: KEY, now: () => new Date(), fault: () => faults.shift() });
});
afterEach(async () => await server.stop());

const client = (key = KEY, url = server.url) =>
	new RestClient({ name: 'Plain REST', url, headers: { authorization: `Bearer ${key}` }, pauseMs: 5, errorIn });

function errorIn(body: unknown) {
	const { ok, error } = body as { ok: boolean; error?: { code: string; message: string } };
	if (ok) return undefined;
	return error?.code === 'SERVER_BUSY' ? 'busy' : new CrmError('notFound', error!.message, 'Choose another.');
}

const create = async () => await client().send<{ row: { id: string } }>({ method: 'POST', path: '/api/deal', body: { title: 'New' } });
const list = async () => await client().send<{ rows: unknown[] }>({ method: 'GET', path: '/api/deal' });

describe('a read', () => {
	it.each<Fault>(['dropBefore', 'dropAfter', 'busy', 'empty500', 'badGatewayAfter', 'tooMany'])('is made again after %s', async (fault) => {
		faults = [fault];
		expect((await list()).body.rows).toEqual([]);
		expect(server.counts.requests).toBe(2);
	});
});

describe('a write', () => {
	it.each<Fault>(['busy', 'tooMany'])('that the CRM turned away (%s) is made again', async (fault) => {
		faults = [fault, fault];
		const { body } = await create();
		expect(server.tables.ids('deal')).toEqual([body.row.id]);
		expect(server.counts.requests).toBe(3);
	});

	it.each<Fault>(['dropBefore', 'dropAfter', 'empty500', 'badGatewayAfter'])(
		'whose outcome is not known (%s) is not made again, and the error says that it may help to try later',
		async (fault) => {
			faults = [fault];
			await expect(create()).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('Plain REST') });
			expect(server.counts.requests).toBe(1);
			expect(server.counts.writes).toBe(fault === 'dropAfter' || fault === 'badGatewayAfter' ? 1 : 0);
		},
	);

	it('that the CRM turns away for ever ends with an error', async () => {
		faults = Array<Fault>(20).fill('busy');
		await expect(create()).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('too much to do') });
		expect(server.counts.writes).toBe(0);
	});
});

it('an error inside an answer with HTTP 200 is an error', async () => {
	await expect(client().send({ method: 'GET', path: '/api/deal/none' })).rejects.toMatchObject({ code: 'notFound' });
});

it('a wrong key and an address where nobody answers are said in words, without the key', async () => {
	const refused = (await client('secret-key')
		.send({ method: 'GET', path: '/api/deal' })
		.catch((error: unknown) => error)) as CrmError;
	expect(refused).toMatchObject({ code: 'forbidden', message: 'Plain REST refuses the key (HTTP 401).' });
	expect(JSON.stringify(refused) + refused.message + refused.remedy).not.toContain('secret-key');
	await expect(client(KEY, 'http://127.0.0.1:1').send({ method: 'GET', path: '/' })).rejects.toMatchObject({ code: 'unavailable' });
});
