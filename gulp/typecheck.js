'use strict';

const { spawn } = require('node:child_process');
const { inProject, projectFolder } = require('./paths');

/** esbuild strips types without looking at them, so the compiler checks them here. */
function typecheck() {
	return spawn(process.execPath, [inProject('node_modules/typescript/bin/tsc'), '--noEmit'], { cwd: projectFolder, stdio: 'inherit' });
}

module.exports = { typecheck };
