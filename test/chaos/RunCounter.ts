import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Runs report here right behind CRM Trigger. It lives in a process that is never killed, so it knows how many runs got
 * past the claim for one change, whatever n8n and the ledger remember.
 */
export class RunCounter {
	readonly url: string;
	/** Runs by the number of their change. */
	readonly runs = new Map<number, Set<string>>();
	private readonly server: Server;

	private constructor(server: Server) {
		this.server = server;
		this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/run`;
	}

	static async start(): Promise<RunCounter> {
		const server = createServer((request, response) => {
			let body = '';
			request.on('data', (text) => (body += text));
			request.on('end', () => {
				const { sequence, run } = JSON.parse(body) as { sequence: number; run: string };
				counter.note(sequence, run);
				response.setHeader('content-type', 'application/json').end('{"counted":true}');
			});
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const counter = new RunCounter(server);
		return counter;
	}

	/** Runs beyond the first one of each change. */
	get repeated(): number {
		return [...this.runs.values()].reduce((sum, runs) => sum + runs.size - 1, 0);
	}

	close(): void {
		this.server.closeAllConnections();
		this.server.close();
	}

	private note(sequence: number, run: string): void {
		const runs = this.runs.get(sequence);
		if (runs) runs.add(run);
		else this.runs.set(sequence, new Set([run]));
	}
}
