#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeRefusal } from './cli/nodeVersion';

const EXIT_PROBLEM = 1;

// Whoever reads the output may end before it does: who writes to it is told.
process.stdout.on('error', () => undefined);

const refusal = nodeRefusal(process.versions.node);
if (refusal === undefined) {
	void run();
} else {
	process.stderr.write(`${refusal}\n`);
	process.exitCode = EXIT_PROBLEM;
}

/** What follows is loaded now only: an older Node.js may not even be able to read it. */
async function run(): Promise<void> {
	const { main } = await import('./cli/main');
	const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string };
	const terminal = { input: process.stdin, output: process.stdout, errors: process.stderr, environment: process.env };
	process.exitCode = await main(process.argv.slice(2), terminal, version);
}
