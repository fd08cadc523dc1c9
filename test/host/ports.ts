import { createServer } from 'node:net';

/**
 * `count` different free ports of this machine. All are held until the last one is known, so that
 * they differ; another program may still take one later, and starting n8n is then tried again.
 */
export async function freePorts(count: number): Promise<number[]> {
	const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
	const ports = servers.map((server) => (server.address() as { port: number }).port);
	await Promise.all(servers.map(close));
	return ports;
}

/** `preferred` where it is free, else any free port. */
export async function freePort(preferred: number): Promise<number> {
	try {
		await close(await listen(preferred));
		return preferred;
	} catch {
		const [port] = await freePorts(1);
		return port!;
	}
}

type Server = ReturnType<typeof createServer>;

function listen(port: number): Promise<Server> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => resolve(server));
	});
}

function close(server: Server): Promise<void> {
	return new Promise((resolve) => server.close(() => resolve()));
}
