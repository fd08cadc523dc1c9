'use strict';

const { build } = require('esbuild');
const { existsSync } = require('node:fs');
const { readFile, writeFile } = require('node:fs/promises');
const { dirname, join } = require('node:path');
const { FOLDER, LIBRARIES, librariesApart } = require('./libraries');
const { inProject, projectFolder } = require('./paths');

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

/** How our code and the libraries become files. */
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
	logLevel: 'warning',
};

/**
 * Own and third-party code in one file per entry, with the libraries that not every start needs in files beside it
 * (`libraries.js`), so that the package needs no dependencies. Modules that are reached by `import()` only stay functions
 * that run on first use: n8n reads every package when it starts, and starting must cost little. The benchmarks bundle what
 * they measure in the same way.
 * @param {Record<string, string>} entries absolute paths of sources by the names of their files, without `.js`
 * @param {string} folder where the files are made
 */
async function bundleInto(entries, folder) {
	await buildFiles(entries, folder, `./${FOLDER}`);
	await buildFiles(LIBRARIES, join(folder, FOLDER), '.');
}

/** `libraries`: the folder of their files, as seen from those that are made. */
async function buildFiles(entryPoints, outdir, libraries) {
	const { metafile } = await build({
		...BUNDLING,
		absWorkingDir: projectFolder,
		entryPoints,
		outdir,
		plugins: [librariesApart(libraries), zodInEnglish, encodingsOfOneByte],
		metafile: true,
	});
	for (const file of Object.keys(metafile.outputs)) await toOneByteALetter(inProject(file));
}

/**
 * esbuild leaves regular expressions as they are written. A single letter in them that is not Latin makes V8 keep the whole
 * text of the file with two bytes for each letter, as long as the process lives.
 */
async function toOneByteALetter(file) {
	const text = await readFile(file, 'utf8');
	await writeFile(
		file,
		text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
	);
}

/** The files of the package. */
async function bundle() {
	const entries = Object.entries(ENTRIES).filter(([, source]) => existsSync(inProject(source)));
	await bundleInto(Object.fromEntries(entries.map(([name, source]) => [name, inProject(source)])), inProject('dist'));
}

module.exports = { bundle, bundleInto };
