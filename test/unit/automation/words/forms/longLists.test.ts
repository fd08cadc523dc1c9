import * as lists from '../../../../../src/automation/words/forms/lists';
import type { ListPage, ListRequest } from '../../../../../src/automation/words/forms/listPage';
import { Office } from '../../office';

const DEALS = 100_000;
const CHUNK = 20_000;
const CUSTOMERS = ['The ACME Corp', 'Åre Skidor ÄB', 'Доставка ЦВЕТОВ', 'Plain & Sons'];

let office: Office;
/** Titles, the newest first. */
let titles: string[];

beforeAll(async () => {
	office = await Office.open();
	const users = await office.hire(
		...Array.from({ length: 1_000 }, (_, index) => ({
			name: `Person ${String(index).padStart(4, '0')} Ödegård`,
			active: index % 10 !== 9,
		})),
	);
	titles = Array.from({ length: DEALS }, (_, index) => `${CUSTOMERS[index % 4]} order ${index}`);
	for (let from = 0; from < DEALS; from += CHUNK) {
		await office.add(
			'deal',
			...titles.slice(from, from + CHUNK).map((title, index) => ({ title, responsible: users[index % users.length]!.id })),
		);
	}
	titles.reverse();
});
afterAll(async () => await office.close());

const records = (request: ListRequest) => lists.listRecords(office.scope, 'deal', request);

/** Names of all pages; at most that many pages. */
async function pages(list: (request: ListRequest) => Promise<ListPage>, search?: string, most = Infinity): Promise<string[][]> {
	const found: string[][] = [];
	let page: string | undefined;
	do {
		const { options: entries, nextPage } = await list({ search, page });
		found.push(entries.map(({ name }) => name));
		page = nextPage;
	} while (page !== undefined && found.length < most);
	return found;
}

describe('lists of 100,000 records', () => {
	it('come in pages, the newest first', async () => {
		expect(await pages(records, undefined, 3)).toEqual([titles.slice(0, 50), titles.slice(50, 100), titles.slice(100, 150)]);
	});

	it('end where the records end: the last pages have the oldest', async () => {
		const last = await pages(async (request) => await records({ ...request, page: request.page ?? '76' }));
		expect(last).toEqual([titles.slice(-75, -25), titles.slice(-25)]);
	});

	it.each([
		['acme corp order 777', 'ACME Corp order 777'],
		['ÅRE skidor äb ORDER 5', 'Åre Skidor ÄB order 5'],
		['цветов order 9999', 'ЦВЕТОВ order 9999'],
		['order 99999', 'order 99999'],
		['50% off', '50% off'],
	])('have what was searched for in the middle of the titles, upper and lower case alike: %s', async (search, written) => {
		const wanted = titles.filter((title) => title.includes(written));
		expect((await pages(records, search)).flat()).toEqual(wanted);
	});

	it('repeat and skip nothing when records are made while somebody turns the pages', async () => {
		const first = await records({ search: 'order 12' });
		await office.add('deal', { title: 'New order 12 in the meantime' });
		const second = await records({ search: 'order 12', page: first.nextPage });
		expect([...first.options, ...second.options].map(({ name }) => name)).toEqual(
			titles.filter((title) => title.includes('order 12')).slice(0, 100),
		);
	});

	it('of 1,000 people: all at once where a list cannot be searched, in pages where it can', async () => {
		const all = await lists.listUsers(office.scope, { size: 1_000 });
		expect(all.options).toHaveLength(1_000);
		const found = (await pages(async (request) => await lists.listUsers(office.scope, request), 'ÖDEGÅRD')).flat();
		expect(found).toHaveLength(1_000);
		expect(new Set(found).size).toBe(1_000);
		expect(found.findIndex((name) => name.endsWith('(inactive)'))).toBe(900);
	});
});
