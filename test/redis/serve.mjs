import { spawn } from 'node:child_process';

/**
 * `node serve.mjs <port> <folder> <password>`: Redis for tests, on this machine only, without a copy on disk. It is a program beside
 * the tests only because redis-server does not notice when they end; parentGuard, loaded before this, ends both.
 */
const [port, folder, password] = process.argv.slice(2);
const redis = spawn(
	'redis-server',
	[
		'--port',
		port,
		'--bind',
		'127.0.0.1',
		'--dir',
		folder,
		'--save',
		'',
		'--appendonly',
		'no',
		'--daemonize',
		'no',
		'--requirepass',
		password,
	],
	{
		stdio: ['ignore', 'inherit', 'inherit'],
	},
);
redis.once('error', (error) => {
	console.error(`redis-server did not start: ${error.message}`);
	process.exit(1);
});
redis.once('exit', (code, signal) => process.exit(signal ? 1 : code));
process.once('SIGTERM', () => redis.kill('SIGTERM'));
