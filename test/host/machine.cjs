'use strict';

/** CommonJS, because it is read by the plain JavaScript that runs before anything is installed, and inside jest. */
const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync } = require('node:fs');

const browsers = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/snap/bin/chromium',
	'/usr/bin/google-chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Path of this machine's Chromium or Chrome, where there is one that starts. `CRMFLOW_CHROMIUM` names another one. */
function findChromium() {
	// Ubuntu has a file of that name also where the browser itself is not installed: so it is asked.
	return [process.env.CRMFLOW_CHROMIUM, ...browsers].find((path) => path && existsSync(path) && answers(path));
}

/** Whether a command is there and works. */
function answers(command, args = ['--version']) {
	return spawnSync(command, args, { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0;
}

/**
 * What decides how something is installed here.
 * @returns {{ manager: 'apt-get' | 'dnf' | 'brew' | undefined, ubuntu: boolean, rights: 'root' | 'sudo' | 'password' }}
 *   `rights`: root; what sudo gives without a password; or a password would be asked for
 */
function describeMachine() {
	const root = process.getuid?.() === 0;
	const mac = process.platform === 'darwin';
	return {
		manager: mac ? 'brew' : ['apt-get', 'dnf'].find((command) => answers(command)),
		ubuntu: existsSync('/etc/os-release') && /^ID(_LIKE)?=.*ubuntu/m.test(readFileSync('/etc/os-release', 'utf8')),
		rights: root ? 'root' : answers('sudo', ['-n', 'true']) ? 'sudo' : 'password',
	};
}

module.exports = { findChromium, answers, describeMachine };
