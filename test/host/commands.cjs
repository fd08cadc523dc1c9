'use strict';

const { versions } = require('../versions/versionList.cjs');

/**
 * The programs behind `npm run`: what they do, their options, and what the machine must have for them. Everything here is plain
 * data and works before any package is installed. Options are those of `parseArgs` of Node, with a `help` line each.
 */
const commands = {
	start: {
		line: 'npm start',
		does: 'Starts an n8n with these nodes, a demo company and an example workflow per trigger, until Ctrl-C.',
		options: /** @type {const} */ ({
			fresh: { type: 'boolean', default: false, help: 'forget the n8n and the demo company of before' },
		}),
		tools: () => [],
	},
	demo: {
		line: 'npm run demo',
		does: 'Does the main job without hands in a real n8n: imports deals, moves some, and compares every effect with what there should be.',
		options: /** @type {const} */ ({
			data: { type: 'string', help: 'FOLDER of the CRM Sales Opportunities CSV files; otherwise sales data of its own' },
			moved: { type: 'string', default: '200', help: 'N deals change their stage' },
			crm: { type: 'string', default: 'sqlite', help: 'sqlite or postgres' },
			json: { type: 'boolean', default: false, help: 'only the result goes to standard output' },
			sabotage: { type: 'string', help: 'skip or double: a deliberate fault, which the checker must find' },
		}),
		tools: () => [],
	},
	chaos: {
		line: 'npm run chaos',
		does: 'Kills a real n8n again and again while deals change: nothing may be lost, twice or out of order.',
		options: /** @type {const} */ ({
			kills: { type: 'string', default: '2', help: 'N times something is killed' },
			changes: { type: 'string', default: '60', help: 'N changes of stage in all' },
			mode: { type: 'string', default: 'sqlite', help: 'sqlite, postgres or queue (with workers and Redis)' },
			seed: { type: 'string', help: 'N repeats the choices of another run' },
			json: { type: 'boolean', default: false, help: 'only the result goes to standard output' },
			sabotage: {
				type: 'string',
				help: 'skip or forget: a deliberate fault, which the checker must find; twice: every run is started twice',
			},
		}),
		tools: ({ mode }) => (mode === 'queue' ? ['redis'] : []),
	},
	'chaos:rest': {
		line: 'npm run chaos:rest',
		does: 'Kills processes that write to a CRM over HTTP: nothing may be lost, nor doubled where it can be looked for.',
		options: /** @type {const} */ ({
			steps: { type: 'string', default: '10000', help: 'N steps, each of which makes one thing' },
			seed: { type: 'string', help: 'N repeats the choices of another run' },
		}),
		tools: () => [],
	},
	bench: {
		line: 'npm run bench',
		does: 'Measures speed and memory beside peers; see docs/benchmarks.md.',
		options: /** @type {const} */ ({
			json: { type: 'boolean', default: false, help: 'one line of JSON per figure' },
			markdown: { type: 'boolean', default: false, help: 'the part "Results" of docs/benchmarks.md' },
			full: { type: 'boolean', default: false, help: 'larger amounts of data' },
			only: { type: 'string', help: 'NAME,NAME: figures by their names, or by how their names begin' },
		}),
		tools: ({ only }) =>
			only === undefined || only.split(',').some((name) => 'scaleout.workers2'.startsWith(name.trim())) ? ['redis'] : [],
	},
	fuzz: {
		line: 'npm run fuzz',
		does: 'Uses every operation of the CRM node with random inputs, and writes values in many ways; see docs/testing.md.',
		options: /** @type {const} */ ({
			inputs: { type: 'string', default: '10000', help: 'N inputs are tried' },
			seed: { type: 'string', help: 'N repeats the inputs of another run' },
			database: { type: 'string', default: 'sqlite', help: 'sqlite or postgres' },
			about: { type: 'string', help: 'operations or values: only these are tried' },
			only: { type: 'string', help: 'TEXT: only operations whose name contains it, e.g. record.' },
			from: { type: 'string', default: '0', help: 'N: inputs before this one are made, but not tried' },
			path: { type: 'string', help: 'PATH of one input, as a failure tells it' },
			'keep-going': { type: 'boolean', default: false, help: 'tell the first wrong input of each kind, not the smallest of one kind' },
		}),
		tools: () => [],
	},
	'test:versions': {
		line: 'npm run test:versions',
		does: 'Installs other versions of n8n, and tries the nodes in each; all of them, or those that are named.',
		options: /** @type {const} */ ({
			keep: { type: 'boolean', default: false, help: 'write nothing into the table in docs/operations.md' },
		}),
		choices: versions.map(({ version, why, queue }) => ({ name: version, does: `${why}${queue ? ', in queue mode too' : ''}` })),
		takes: /^\d+\.\d+\.\d+$/,
		tools: () => ['redis'],
	},
	screenshots: {
		line: 'npm run screenshots',
		does: 'Makes the pictures of docs/images anew.',
		options: /** @type {const} */ ({}),
		tools: () => ['chromium'],
	},
	docs: {
		line: 'npm run docs',
		does: 'Runs the example of every operation, and makes docs/nodes and the output schemas anew.',
		options: /** @type {const} */ ({}),
		tools: () => [],
	},
	lists: {
		line: 'npm run lists',
		does: 'Puts operations and credentials into the lists that name them, in the folder where it is started.',
		options: /** @type {const} */ ({}),
		tools: () => [],
	},
};

module.exports = { commands };
