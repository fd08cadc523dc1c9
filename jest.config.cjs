'use strict';

const { join } = require('node:path');
const { hostFolder } = require('./test/host/hostFolder.cjs');

function swc(syntax) {
	return ['@swc/jest', { jsc: { parser: { syntax }, target: 'es2022' }, module: { type: 'commonjs' }, sourceMaps: 'inline' }];
}

/**
 * Four projects, from fast to slow: unit (rules), contract (every back-end against one suite), workflow
 * (nodes in n8n-core, in process), e2e (the packed tarball in a real n8n). `npm test` runs them under
 * the Node that n8n runs under.
 */
function project(name, more = {}) {
	return {
		displayName: name,
		rootDir: __dirname,
		testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
		testEnvironment: 'node',
		transform: { '\\.ts$': swc('typescript'), 'node_modules/kysely/.*\\.js$': swc('ecmascript') },
		// Published as ES modules only.
		transformIgnorePatterns: ['node_modules/(?!kysely/)'],
		// Copies of this package in private user folders and builds are not the sources.
		modulePathIgnorePatterns: ['<rootDir>/.crmflow/', '<rootDir>/dist/', '<rootDir>/coverage/'],
		...more,
	};
}

/** These tests share one PostgreSQL per run. */
const postgres = { globalSetup: '<rootDir>/test/postgres/setUp.ts', globalTeardown: '<rootDir>/test/postgres/tearDown.ts' };

module.exports = {
	projects: [
		project('unit', postgres),
		project('contract', postgres),
		project('workflow', {
			// The nodes under test and n8n-core must share one n8n-workflow, as they do in n8n.
			moduleNameMapper: { '^n8n-workflow$': join(hostFolder(), 'node_modules', 'n8n-workflow') },
		}),
		project('e2e', {
			globalSetup: '<rootDir>/test/host/sharedN8nSetup.ts',
			globalTeardown: '<rootDir>/test/host/sharedN8nTeardown.ts',
			setupFilesAfterEnv: ['<rootDir>/test/host/longTests.ts'],
			testEnvironment: '<rootDir>/test/host/pictureEnvironment.ts',
		}),
	],
	// Many times what any test takes on an idle machine. The ones that need longer say so in longTests.ts (jest has no such
	// option per project).
	testTimeout: 120_000,
};
