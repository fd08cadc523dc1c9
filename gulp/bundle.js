'use strict';

const { build } = require('esbuild');
const { existsSync } = require('node:fs');
const { dirname } = require('node:path');
const { inProject } = require('./paths');

/** Each becomes one file in `dist/`. The command line joins when `src/cli.ts` is there. */
const ENTRIES = { index: 'index.ts', cli: 'src/cli.ts' };

/** zod brings its messages in forty languages, a sixth of the bundle; ours are our own. */
const zodInEnglish = {
	name: 'zod-in-english',
	setup(plugin) {
		plugin.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, ({ path }) => ({
			contents: "export { default as en } from './en.js';",
			resolveDir: dirname(path),
		}));
	},
};

/** iconv-lite brings the tables of the encodings of East Asia, three quarters of it; imports offer none of them. */
const encodingsOfOneByte = {
	name: 'encodings-of-one-byte',
	setup(plugin) {
		plugin.onLoad({ filter: /[\\/]iconv-lite[\\/]encodings[\\/]dbcs-(codec|data)\.js$/ }, () => ({ contents: 'module.exports = {};' }));
	},
};

/** How our code becomes one file; the benchmarks bundle what they measure in the same way. */
const BUNDLING = {
	bundle: true,
	platform: 'node',
	format: 'cjs',
	target: 'node22',
	// n8n brings it; a second copy would make errors that n8n does not recognise.
	external: ['n8n-workflow'],
	// Prefers a library's ES modules: what is not used is left out of the file.
	mainFields: ['module', 'main'],
	// Names stay readable in the stack traces that users send.
	minifyWhitespace: true,
	minifySyntax: true,
	legalComments: 'none',
	plugins: [zodInEnglish, encodingsOfOneByte],
	logLevel: 'warning',
};

/**
 * Own and third-party code in one file per entry, so that the package needs no dependencies. Modules that are reached
 * by `import()` only stay functions that run on first use: n8n reads every package when it starts, and starting must
 * cost nothing.
 */
async function bundle() {
	const entries = Object.entries(ENTRIES).filter(([, source]) => existsSync(inProject(source)));
	await build({
		...BUNDLING,
		entryPoints: Object.fromEntries(entries.map(([name, source]) => [name, inProject(source)])),
		outdir: inProject('dist'),
	});
}

module.exports = { bundle, BUNDLING };
