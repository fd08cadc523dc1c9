'use strict';

/**
 * Loaded before n8n, and before the programs that start it (`node --require`). Descriptor 3 is a pipe to
 * the parent; it closes when the parent ends, however it ends, and then nothing must stay behind. (A
 * pipe, because a process that is killed with SIGKILL cannot tell anybody.)
 */
const { Socket } = require('node:net');
const { isMainThread } = require('node:worker_threads');

if (isMainThread) {
	// Processes that this one forks (jest's) would load this file as well, and have another descriptor 3.
	const argument = process.execArgv.indexOf(__filename);
	if (argument > 0) process.execArgv.splice(argument - 1, 2);
	watchParent();
}

function watchParent() {
	const parent = new Socket({ fd: 3 });
	parent.on('error', () => {});
	parent.on('close', endGroup);
	parent.resume();
	parent.unref();
}

function endGroup() {
	try {
		// A leader of a group of its own, as n8n is, with its task runner in it.
		process.kill(-process.pid, 'SIGKILL');
	} catch {
		process.kill(process.pid, 'SIGKILL');
	}
}
