import { RestClient, type ErrorInBody } from '../../../src/crm/rest/RestClient';
import { CrmError } from '../../../src/model/CrmError';
import type { Row, Shape } from '../server/shape';
import type { Filter } from '../server/Tables';

export const NAME = 'Plain CRM';

export interface PlainAddress {
	/** `https://crm.example.com` */
	url: string;
	key: string;
	/** See RestClientOptions. */
	pauseMs?: number;
}

/** The requests of Plain CRM, and how its lists are read without losing anything. */
export class PlainApi {
	private readonly client: RestClient;

	constructor({ url, key, pauseMs }: PlainAddress) {
		this.client = new RestClient({ name: NAME, url, headers: { authorization: `Bearer ${key}` }, errorIn, pauseMs });
	}

	async shape(): Promise<Shape> {
		return (await this.client.send<{ shape: Shape }>({ method: 'GET', path: '/api/schema' })).body.shape;
	}

	/** By the ids: a page goes on after the last one, because a position moves with every row that is made or removed. */
	async *byKey(entity: string, filters: readonly Filter[]): AsyncGenerator<Row[]> {
		for (let after: string | undefined; ;) {
			const { rows, next } = await this.page(
				entity,
				after === undefined ? filters : [...filters, { field: 'id', op: 'gt', value: after }],
				'id',
			);
			yield rows;
			if (next === null) return;
			after = rows.at(-1)!.id;
		}
	}

	/**
	 * Changed in this second (`2026-03-02 09:00:00`) or later, in that order. Many rows can have one second, more than a page: those
	 * of its last second are read by their ids.
	 */
	async *byModified(entity: string, from: string | undefined): AsyncGenerator<Row[]> {
		let since: Filter[] = from === undefined ? [] : [{ field: 'modified', op: 'gte', value: from }];
		for (;;) {
			const { rows, next } = await this.page(entity, since, 'modified');
			if (next === null) return yield rows;
			const last = rows.at(-1)!.modified;
			yield rows.filter(({ modified }) => modified !== last);
			yield* this.byKey(entity, [{ field: 'modified', op: 'eq', value: last }]);
			since = [{ field: 'modified', op: 'gt', value: last }];
		}
	}

	async create(entity: string, values: object): Promise<Row> {
		return (await this.client.send<{ row: Row }>({ method: 'POST', path: `/api/${entity}`, body: values })).body.row;
	}

	async update(entity: string, id: string, values: object, ifTag: string | undefined): Promise<Row> {
		const headers: Record<string, string> = ifTag === undefined ? {} : { 'if-match': ifTag };
		return (await this.client.send<{ row: Row }>({ method: 'PATCH', path: pathOf(entity, id), body: values, headers })).body.row;
	}

	async remove(entity: string, id: string): Promise<void> {
		await this.client.send({ method: 'DELETE', path: pathOf(entity, id) });
	}

	private async page(entity: string, filters: readonly Filter[], sort: string): Promise<{ rows: Row[]; next: number | null }> {
		const query = { filter: JSON.stringify(filters), sort };
		return (await this.client.send<{ rows: Row[]; next: number | null }>({ method: 'GET', path: `/api/${entity}`, query })).body;
	}
}

function pathOf(entity: string, id: string): string {
	return `/api/${entity}/${encodeURIComponent(id)}`;
}

/** Everything is answered with HTTP 200. */
function errorIn(body: unknown): ErrorInBody | undefined {
	const { ok, error } = body as { ok?: boolean; error?: { code: string; message: string } };
	if (ok === true) return undefined;
	if (error?.code === 'SERVER_BUSY') return 'busy';
	const message = `${NAME} refuses: ${error?.message ?? 'it does not say why'}.`;
	switch (error?.code) {
		case 'NOT_FOUND':
		case 'NO_SUCH_ENTITY':
			return new CrmError('notFound', message, 'Check the id: it may have been deleted in the meantime.');
		case 'STALE':
			return new CrmError('conflict', message, 'Read it again, and write with the version it has then.');
		case 'REQUIRED':
			return new CrmError('missingValue', message, 'Give the value.');
		default:
			return new CrmError('invalidValue', message, 'Give another value.');
	}
}
