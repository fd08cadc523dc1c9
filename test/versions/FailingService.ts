import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INode } from 'n8n-workflow';
import { node } from '../e2e/support/workflows.ts';

/** A service outside of n8n that refuses the first calls: the step that calls it makes its run fail. */
export class FailingService {
	calls = 0;
	private readonly server: Server;
	private readonly failures: number;

	private constructor(failures: number) {
		this.failures = failures;
		this.server = createServer((_, response) => {
			this.calls++;
			response.statusCode = this.calls > this.failures ? 200 : 500;
			response.setHeader('content-type', 'application/json').end('{"answer":"of the service"}');
		});
	}

	/** @param failures how many calls it refuses */
	static async start(failures: number): Promise<FailingService> {
		const service = new FailingService(failures);
		await new Promise<void>((resolve) => service.server.listen(0, '127.0.0.1', resolve));
		return service;
	}

	step(): INode {
		const { port } = this.server.address() as AddressInfo;
		return { ...node('Call', 'n8n-nodes-base.httpRequest', { url: `http://127.0.0.1:${port}/`, options: {} }), typeVersion: 4.2 };
	}

	close(): void {
		this.server.closeAllConnections();
		this.server.close();
	}
}
