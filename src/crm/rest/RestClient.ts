import axios, { AxiosError, type AxiosInstance, type AxiosResponse } from 'axios';
import axiosRetry from 'axios-retry';
import { CrmError, shorten } from '../../model/CrmError';

/** How long one answer may take, in milliseconds. */
const TIMEOUT_MS = 30_000;
/** How often a request is made again that certainly did nothing, or that may be made twice. */
const RETRIES = 5;
/** Between two attempts, in milliseconds, where the CRM does not say how long; doubled each time. */
const PAUSE_MS = 300;
/** A CRM that asks for a longer wait than this, in milliseconds, is reported instead of waited for. */
const LONGEST_WAIT_MS = 60_000;

export interface RestClientOptions {
	/** What people call the CRM, for messages: "Plain REST". */
	name: string;
	/** `https://crm.example.com` */
	url: string;
	headers: Record<string, string>;
	/** The error inside a body that came with HTTP 200: some CRMs answer every request with 200. */
	errorIn?: (body: unknown) => ErrorInBody | undefined;
	/** Between two attempts, in milliseconds; default 300, doubled each time. */
	pauseMs?: number;
}

/** `busy`: nothing was done, and the same request may go well later. */
export type ErrorInBody = 'busy' | CrmError;

export interface RestRequest {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Begins with `/`. */
	path: string;
	query?: Record<string, string | number | undefined>;
	body?: unknown;
	headers?: Record<string, string>;
}

/**
 * Speaks to a CRM over HTTP, for every back-end that has a REST API.
 *
 * A request that did nothing for certain is made again: one that the CRM turned away because it has too much to do (429,
 * 503 with Retry-After, "busy" in the body), after the wait that it asks for. A read is made again after any failure of
 * the network or the server. A write is not: whether it was done is not known, and looking is the business of the effect
 * runner. Throws unavailable (not reached, busy for too long, no sense in the answer: for a write the outcome is unknown),
 * forbidden (the key is refused), and what `errorIn` gives.
 */
export class RestClient {
	private readonly options: RestClientOptions;
	private readonly http: AxiosInstance;

	constructor(options: RestClientOptions) {
		this.options = options;
		this.http = axios.create({
			baseURL: options.url,
			timeout: TIMEOUT_MS,
			headers: options.headers,
			responseType: 'text',
			maxRedirects: 0,
		});
		this.http.interceptors.response.use((response) => this.understood(response));
		axiosRetry(this.http, {
			retries: RETRIES,
			shouldResetTimeout: true,
			retryCondition: (error) => mayRepeat(error) && askedWait(error) <= LONGEST_WAIT_MS,
			retryDelay: (count, error) => askedWait(error) || (options.pauseMs ?? PAUSE_MS) * 2 ** (count - 1),
		});
	}

	/** The body of the answer, and its headers in small letters. */
	async send<Body>({ method, path, query, body, headers }: RestRequest): Promise<{ body: Body; headers: Record<string, unknown> }> {
		try {
			const response = await this.http.request<Body>({ method, url: path, params: query, data: body, headers });
			return { body: response.data, headers: response.headers as Record<string, unknown> };
		} catch (error) {
			throw this.inWords(error);
		}
	}

	/** Turns the text into JSON; an answer without sense and an error in the body become errors of the request. */
	private understood(response: AxiosResponse<string>): AxiosResponse<unknown> {
		const body = parsed(response.data);
		if (body === undefined) throw failure('NO_SENSE', response);
		const error = this.options.errorIn?.(body);
		if (error === 'busy') throw failure('BUSY', response);
		if (error !== undefined) throw error;
		return { ...response, data: body };
	}

	private inWords(error: unknown): unknown {
		if (!(error instanceof AxiosError)) return error;
		const { name } = this.options;
		const { response } = error;
		if (response?.status === 401 || response?.status === 403)
			return new CrmError(
				'forbidden',
				`${name} refuses the key (HTTP ${response.status}).`,
				'Check the key in the credential, and what its user may do.',
			);
		if (response === undefined)
			return new CrmError(
				'unavailable',
				`${name} cannot be reached (${shorten(error.code ?? error.message)}).`,
				'Check its address in the credential and that it is running, then run the step again.',
			);
		if (isBusy(error))
			return new CrmError('unavailable', `${name} has too much to do just now.`, 'Wait a little, then run the step again.');
		return new CrmError(
			'unavailable',
			`${name} gave an answer without sense (HTTP ${response.status}).`,
			'Look into its log, then run the step again.',
		);
	}
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

function failure(code: 'NO_SENSE' | 'BUSY', response: AxiosResponse): AxiosError {
	return new AxiosError(code, code, response.config, response.request, response);
}

/** Nothing was done: the CRM turned the request away. */
function isBusy({ code, response }: AxiosError): boolean {
	return code === 'BUSY' || response?.status === 429 || (response?.status === 503 && response.headers['retry-after'] !== undefined);
}

function mayRepeat(error: AxiosError): boolean {
	if (isBusy(error)) return true;
	const isRead = error.config?.method?.toUpperCase() === 'GET';
	return isRead && (error.response === undefined || error.response.status >= 500 || error.code === 'NO_SENSE');
}

/** What Retry-After asks for, in milliseconds; 0 where it asks for nothing. It is seconds, or a date. */
function askedWait({ response }: AxiosError): number {
	const asked = response?.headers['retry-after'] as string | undefined;
	if (asked === undefined) return 0;
	return Number.isFinite(Number(asked)) ? Number(asked) * 1000 : Math.max(0, Date.parse(asked) - Date.now()) || 0;
}
