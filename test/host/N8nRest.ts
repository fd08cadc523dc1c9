import axios from 'axios';
import type { AxiosInstance, Method } from 'axios';
import { PATIENCE_MS } from './patience.ts';

/** n8n refused a request; the message is n8n's own. */
export class N8nError extends Error {
	readonly status: number;
	readonly body: unknown;

	constructor(request: string, status: number, body: unknown) {
		super(`n8n answered ${request} with ${status}: ${messageOf(body)}`);
		this.name = 'N8nError';
		this.status = status;
		this.body = body;
	}
}

export interface Answer<T = unknown> {
	status: number;
	headers: Record<string, unknown>;
	body: T;
}

/** The HTTP side of `N8nClient`: one signed-in browser, as n8n sees it. */
export class N8nRest {
	readonly url: string;
	private readonly http: AxiosInstance;
	private cookie = '';

	constructor(url: string) {
		this.url = url.replace(/\/$/, '');
		this.http = axios.create({
			baseURL: this.url,
			// n8n binds the session to this header; it must be the same in all requests.
			headers: { 'browser-id': 'crmflow' },
			maxBodyLength: Infinity,
			maxRedirects: 0,
			proxy: false,
			timeout: PATIENCE_MS,
			validateStatus: () => true,
		});
	}

	/** The session as a browser keeps it. */
	get session(): { name: string; value: string } {
		const [name = '', ...value] = this.cookie.split('=');
		return { name, value: value.join('=') };
	}

	/** Any request; the status is not judged. Paths outside `/rest` (webhooks, forms) are sent without the session. */
	async send<T = unknown>(method: Method, path: string, body?: unknown, query?: Record<string, unknown>): Promise<Answer<T>> {
		const ours = path.startsWith('/rest/');
		const { status, headers, data } = await this.http.request<T>({
			method,
			url: path,
			data: body,
			params: query,
			headers: ours && this.cookie ? { cookie: this.cookie } : {},
		});
		const set = headers['set-cookie']?.find((cookie) => cookie.startsWith('n8n-auth='));
		if (ours && set) this.cookie = set.split(';')[0]!;
		return { status, headers, body: data };
	}

	/** A request to the editor's own interface: returns `data` of the answer. @throws N8nError */
	async call<T>(method: Method, path: string, body?: unknown, query?: Record<string, unknown>): Promise<T> {
		const answer = await this.send<{ data: T }>(method, `/rest${path}`, body, query);
		if (answer.status >= 400) throw new N8nError(`${method} /rest${path}`, answer.status, answer.body);
		return answer.body.data;
	}
}

function messageOf(body: unknown): string {
	if (typeof body === 'object' && body !== null && 'message' in body) return String(body.message);
	return typeof body === 'string' ? body.slice(0, 300) : JSON.stringify(body);
}
