'use strict';

const { dest, src } = require('gulp');
const { inProject } = require('./paths');

/** Icons, the codex files that tell n8n's search which words find a node, and what it shows of the output before a step ran. */
function staticFiles() {
	return src(['nodes/**/*.svg', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json', 'credentials/**/*.svg'], {
		base: inProject('.'),
		cwd: inProject('.'),
		// Read as they are: gulp would otherwise decode pictures as text.
		encoding: false,
	}).pipe(dest(inProject('dist')));
}

module.exports = { staticFiles };
