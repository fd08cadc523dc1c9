import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INode } from 'n8n-workflow';
import { node } from './workflows.ts';

/** What a run said when it came to the gate. */
export interface Arrival {
	/** Title of the deal it works on. */
	deal: string;
	/** n8n's number of the execution. */
	execution: string;
}

/**
 * A service that runs call in their middle, and that answers when the test says so: until then a run is for certain
 * half done. It lives in the test, so it also knows how often each deal got here, whatever is killed.
 */
export class Gate {
	readonly arrivals: Arrival[] = [];
	private readonly server: Server;
	private readonly waiting = new Set<() => void>();
	private open = true;

	private constructor() {
		this.server = createServer((request, response) => {
			let body = '';
			request.on('data', (text) => (body += text));
			request.on('end', () => {
				this.arrivals.push(JSON.parse(body) as Arrival);
				const answer = () => response.setHeader('content-type', 'application/json').end('{"passed":true}');
				if (this.open) answer();
				else this.waiting.add(answer);
			});
		});
	}

	static async start(): Promise<Gate> {
		const gate = new Gate();
		await new Promise<void>((resolve) => gate.server.listen(0, '127.0.0.1', resolve));
		return gate;
	}

	/** Whoever comes from now on waits. */
	shut(): void {
		this.open = false;
	}

	/** Lets go all who wait, and who come from now on. */
	release(): void {
		this.open = true;
		for (const answer of this.waiting) answer();
		this.waiting.clear();
	}

	/** The step of a workflow that comes here. Its items hold the gate's answer afterwards. */
	step(name = 'Gate'): INode {
		const { port } = this.server.address() as AddressInfo;
		return {
			...node(name, 'n8n-nodes-base.httpRequest', {
				method: 'POST',
				url: `http://127.0.0.1:${port}/`,
				sendBody: true,
				specifyBody: 'json',
				jsonBody: "={{ JSON.stringify({ deal: $('CRM Trigger').item.json.record.title, execution: $execution.id }) }}",
				options: {},
			}),
			typeVersion: 4.2,
		};
	}

	/** Deals of the arrivals, in their order, once per arrival. */
	deals(): string[] {
		return this.arrivals.map(({ deal }) => deal);
	}

	close(): void {
		this.server.closeAllConnections();
		this.server.close();
	}
}
