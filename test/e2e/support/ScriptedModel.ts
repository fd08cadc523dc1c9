import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A tool as the model is told of it. */
export interface ToolDefinition {
	name: string;
	description: string;
	parameters: { type: string; properties?: Record<string, Record<string, unknown>>; required?: string[] };
}

/** What a model sees when it is asked what to do next. */
export interface ModelTurn {
	tools: ToolDefinition[];
	/** Answers of the tools called so far, in order, as the texts they come as. */
	results: string[];
	/** Number of the request over all, from 0. */
	request: number;
}

/** What it does: call tools, say the last word, or fail as a service does. */
export type ModelReply = { calls: Array<{ name: string; arguments: Record<string, unknown> }> } | { text: string } | { failure: number };

interface Asked {
	model: string;
	tools?: ToolDefinition[];
	input: Array<{ type?: string; output?: unknown }>;
}

/**
 * A model of the test: a server on the loopback interface that speaks OpenAI's Responses API, as far as n8n's OpenAI Chat
 * Model asks, and answers by a script.
 */
export class ScriptedModel {
	/** Everything it was asked. */
	readonly turns: ModelTurn[] = [];
	/** Decides what comes next; may be changed between runs. */
	script: (turn: ModelTurn) => ModelReply = () => ({ text: 'There is nothing to do.' });
	/** What went wrong in a script; the agent only sees a failed request. */
	readonly errors: unknown[] = [];
	private readonly server: Server;

	private constructor() {
		this.server = createServer((request, response) => void this.answer(request, response));
	}

	static async start(): Promise<ScriptedModel> {
		const model = new ScriptedModel();
		await new Promise<void>((resolve) => model.server.listen(0, '127.0.0.1', resolve));
		return model;
	}

	/** Base URL for n8n's credential. */
	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const reply = this.reply(request, Buffer.concat(chunks).toString());
		const status = 'failure' in reply ? reply.failure : 200;
		response.writeHead(status, { 'content-type': 'application/json' });
		response.end(
			JSON.stringify(
				'failure' in reply
					? { error: { message: 'The model is out of order.', type: 'invalid_request_error' } }
					: responseOf(reply, this.turns.length),
			),
		);
	}

	private reply({ url }: IncomingMessage, body: string): ModelReply {
		try {
			if (url !== '/v1/responses') throw new Error(`The model knows no ${url}.`);
			const { tools = [], input } = JSON.parse(body) as Asked;
			const results = input
				.filter(({ type }) => type === 'function_call_output')
				.map(({ output }) => (typeof output === 'string' ? output : JSON.stringify(output)));
			const turn = { tools, results, request: this.turns.length };
			this.turns.push(turn);
			return this.script(turn);
		} catch (error) {
			this.errors.push(error);
			return { failure: 400 };
		}
	}
}

function responseOf(reply: Exclude<ModelReply, { failure: number }>, number: number): object {
	const output =
		'text' in reply
			? [
					{
						type: 'message',
						id: `msg_${number}`,
						role: 'assistant',
						status: 'completed',
						content: [{ type: 'output_text', text: reply.text, annotations: [] }],
					},
				]
			: reply.calls.map((call, index) => ({
					type: 'function_call',
					id: `fc_${number}_${index}`,
					call_id: `call_${number}_${index}`,
					name: call.name,
					arguments: JSON.stringify(call.arguments),
					status: 'completed',
				}));
	return {
		id: `resp_${number}`,
		object: 'response',
		created_at: 1_700_000_000,
		status: 'completed',
		error: null,
		incomplete_details: null,
		model: 'scripted',
		output,
		parallel_tool_calls: true,
		usage: {
			input_tokens: 1,
			output_tokens: 1,
			total_tokens: 2,
			input_tokens_details: { cached_tokens: 0 },
			output_tokens_details: { reasoning_tokens: 0 },
		},
	};
}
