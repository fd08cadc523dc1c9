#!/usr/bin/env node
import { main } from './cli/main';

void main(process.argv.slice(2), { input: process.stdin, output: process.stdout, errors: process.stderr, environment: process.env }).then(
	(code) => {
		process.exitCode = code;
	},
);
