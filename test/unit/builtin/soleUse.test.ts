import { takeSoleUse } from '../../../src/sql/sqlite/soleUse';
import { refusalOf, Workplace } from './support';

/** Two n8n that serve one file would run every change twice. */
const work = new Workplace();
const file = () => ({ path: work.path(), name: 'crm.sqlite' });

test('another process is refused while one serves the file, and served at once when that one is killed', async () => {
	const child = work.child('serveAlone');
	await child.said('serving');
	const error = await refusalOf(takeSoleUse(file()));
	expect(error).toMatchObject({
		code: 'conflict',
		message: expect.stringMatching(/^Another n8n works with the database "crm\.sqlite"/),
		remedy: expect.stringContaining('PostgreSQL'),
	});
	await child.kill();
	(await takeSoleUse(file()))();
});

test('in one process any number do, and the last one ends it', async () => {
	const [first, second] = [await takeSoleUse(file()), await takeSoleUse(file())];
	first();
	first();
	const child = work.child('serveAlone');
	expect(await child.said('serving', 'refused')).toBe('refused');
	await child.exit;
	second();
	const next = work.child('serveAlone');
	expect(await next.said('serving', 'refused')).toBe('serving');
});
