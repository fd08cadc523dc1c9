import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Refusal } from './Refusal';
import type { Row, Shape } from './shape';
import { Tables, type Filter } from './Tables';

/** Rows of a page; the ids of a page. */
const PAGE = 200;
const IDS_PAGE = 500;

/** What goes wrong with one request. */
export type Fault =
	/** The connection breaks before anything is done. */
	| 'dropBefore'
	/** The write is done, and the connection breaks before the answer. */
	| 'dropAfter'
	/** 429 with Retry-After; nothing is done. */
	| 'tooMany'
	/** HTTP 200 whose body says that the server is busy; nothing is done. */
	| 'busy'
	/** HTTP 500 with an empty body; nothing is done. */
	| 'empty500'
	/** The write is done, and the answer is HTTP 502. */
	| 'badGatewayAfter';

export interface PlainRestOptions {
	shape: Shape;
	key: string;
	now: () => Date;
	/** See Tables. */
	newId?: (entity: string, count: number) => string;
	/** Asked for each request; nothing: it goes well. */
	fault?: (request: { method: string; path: string; count: number }) => Fault | undefined;
	/** Told after each write, before its answer is sent: for tests that kill the caller just then. */
	written?: (write: { method: string; entity: string; row: Row }) => void;
}

/**
 * A small CRM with a REST API that behaves as badly as real ones do: text ids, ETags instead of version numbers, no old
 * values, no transaction, HTTP 200 with an error inside, 429 with Retry-After, times of whole seconds, deletes that are
 * seen only by comparing ids, and faults on demand. A field that the shape does not have is dropped in silence, so a
 * shape without a field for our key is a CRM in which a lost write cannot be looked for.
 *
 *     GET    /api/schema                       {ok, shape}
 *     GET    /api/<entity>?filter=&sort=&page= {ok, rows, next}; filter: JSON list of {field, op, value}
 *     GET    /api/<entity>/ids?page=           {ok, ids, next}
 *     GET    /api/<entity>/<id>                {ok, row}
 *     POST   /api/<entity>                     {ok, row}
 *     PATCH  /api/<entity>/<id>                {ok, row}; If-Match: only while it has this ETag
 *     DELETE /api/<entity>/<id>                {ok, row}
 *
 * Every request needs `Authorization: Bearer <key>`; a wrong one gets 401 with an HTML page.
 */
export class PlainRestServer {
	readonly tables: Tables;
	/** All requests so far, and the writes among them that were done. */
	readonly counts = { requests: 0, writes: 0 };
	private readonly options: PlainRestOptions;
	private readonly server: Server;

	private constructor(options: PlainRestOptions) {
		this.options = options;
		this.tables = new Tables(options.shape, options.now, options.newId);
		this.server = createServer((request, response) => {
			this.handle(request, response).catch((error: unknown) => send(response, 500, `<html>${String(error)}</html>`));
		});
	}

	static async start(options: PlainRestOptions): Promise<PlainRestServer> {
		const own = new PlainRestServer(options);
		await new Promise<void>((resolve) => own.server.listen(0, '127.0.0.1', resolve));
		return own;
	}

	get key(): string {
		return this.options.key;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
		const method = request.method ?? 'GET';
		const count = ++this.counts.requests;
		const body = await readBody(request);
		const fault = this.options.fault?.({ method, path: pathname, count });
		if (request.headers.authorization !== `Bearer ${this.options.key}`) return send(response, 401, '<html><h1>Sign in</h1></html>');
		if (fault === 'dropBefore') return void request.socket.destroy();
		if (fault === 'tooMany') return send(response, 429, '{"ok":false}', { 'retry-after': '1' });
		if (fault === 'busy') return send(response, 200, '{"ok":false,"error":{"code":"SERVER_BUSY","message":"Try again later"}}');
		if (fault === 'empty500') return send(response, 500, '');
		const reply = this.reply(method, pathname, searchParams, body, request.headers['if-match']);
		if (fault === 'dropAfter') return void request.socket.destroy();
		if (fault === 'badGatewayAfter') return send(response, 502, '<html>Bad gateway</html>');
		send(response, 200, JSON.stringify(reply));
	}

	private reply(method: string, path: string, search: URLSearchParams, body: string, ifMatch: string | undefined): unknown {
		try {
			return { ok: true, ...this.act(method, path.split('/').slice(2).map(decodeURIComponent), search, body, ifMatch) };
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			return { ok: false, error: { code: error.code, message: error.message, field: error.field } };
		}
	}

	private act(method: string, [entity = '', id]: string[], search: URLSearchParams, body: string, ifMatch: string | undefined): object {
		const page = Number(search.get('page') ?? 1);
		if (entity === 'schema') return { shape: this.options.shape };
		if (method === 'GET' && id === 'ids') return pageOf('ids', this.tables.ids(entity), page, IDS_PAGE);
		if (method === 'GET' && id === undefined) {
			const filters = JSON.parse(search.get('filter') ?? '[]') as Filter[];
			return pageOf('rows', this.tables.list(entity, filters, search.get('sort') ?? undefined), page, PAGE);
		}
		if (method === 'GET') return { row: this.tables.get(entity, id!) };
		return { row: this.write(method, entity, id, body, ifMatch) };
	}

	private write(method: string, entity: string, id: string | undefined, body: string, ifMatch: string | undefined): Row {
		const values = body === '' ? {} : (JSON.parse(body) as Record<string, unknown>);
		const row =
			method === 'POST'
				? this.tables.create(entity, values)
				: method === 'PATCH'
					? this.tables.update(entity, id!, values, ifMatch)
					: this.tables.remove(entity, id!);
		this.counts.writes++;
		this.options.written?.({ method, entity, row });
		return row;
	}
}

function pageOf(name: string, all: readonly unknown[], page: number, size: number): object {
	const end = page * size;
	return { [name]: all.slice(end - size, end), next: all.length > end ? page + 1 : null };
}

async function readBody(request: IncomingMessage): Promise<string> {
	const parts: Buffer[] = [];
	for await (const part of request) parts.push(part as Buffer);
	return Buffer.concat(parts).toString('utf8');
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
	response.writeHead(status, { 'content-type': body.startsWith('<') ? 'text/html' : 'application/json', ...headers });
	response.end(body);
}
