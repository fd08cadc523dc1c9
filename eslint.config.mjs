import js from '@eslint/js';
import { configs as communityNodes } from '@n8n/eslint-plugin-community-nodes';
import nodesBase from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';
import crmflow from './gulp/lint/layers.mjs';

// eslint-plugin-n8n-nodes-base still ships configs of the old form: only their rules are taken.
const nodesBasePlugin = { 'n8n-nodes-base': nodesBase };
// Verification by n8n for its cloud forbids file access, which a CRM in a file needs: hence "without cloud support".
const CLOCK_MESSAGE = 'Wait with the injected clock: clock.wait, later, every (src/model/clock.ts).';
const communityPackage = communityNodes.recommendedWithoutN8nCloudSupport;

export default tseslint.config(
	{ ignores: ['dist/', 'node_modules/', '.crmflow/', 'coverage/'] },
	{ linterOptions: { reportUnusedDisableDirectives: 'error' } },

	{
		files: ['**/*.{ts,js,mjs,cjs,cts}'],
		extends: [js.configs.recommended, ...tseslint.configs.strict],
		rules: {
			// `noUncheckedIndexedAccess` makes every checked index possibly undefined again; `!` says that it was checked.
			'@typescript-eslint/no-non-null-assertion': 'off',
			// An empty function is a clear "do nothing" where a callback is required.
			'@typescript-eslint/no-empty-function': 'off',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
			'@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false }],
			eqeqeq: 'error',
			quotes: ['error', 'single', { avoidEscape: true, allowTemplateLiterals: true }],
			'no-console': 'error',
			// Prettier breaks code, but neither comments nor texts; a text for people stays whole, so that it can be searched for.
			'max-len': [
				'error',
				{ code: 140, tabWidth: 2, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true, ignoreUrls: true },
			],
		},
	},

	// A promise that nobody waits for is how a write gets lost: these few rules need type information.
	{
		files: ['index.ts', 'nodes/**/*.ts', 'credentials/**/*.ts', 'src/**/*.ts'],
		languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
		rules: {
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
			'@typescript-eslint/await-thenable': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
		},
	},

	{
		files: ['index.ts', 'nodes/**/*.ts', 'credentials/**/*.ts', 'src/**/*.ts'],
		plugins: { crmflow },
		rules: { 'crmflow/layers': 'error', 'crmflow/floors': 'error' },
	},

	// Time is the injected clock's, so that tests can move it.
	{
		files: ['src/**/*.ts'],
		// The clock itself; the SQL engine's pauses between attempts; and what watches a database for the writes of others.
		ignores: ['src/model/clock.ts', 'src/sql/**', 'src/feed/{postgres,sqlite}/*Watch.ts', 'src/crm/builtin/copy/CopyablePostgres.ts'],
		rules: {
			'no-restricted-globals': ['error', ...['setTimeout', 'setInterval'].map((name) => ({ name, message: CLOCK_MESSAGE }))],
			'no-restricted-imports': [
				'error',
				{
					paths: ['timers', 'timers/promises', 'node:timers', 'node:timers/promises'].map((name) => ({
						name,
						importNames: ['setTimeout', 'setInterval'],
						message: CLOCK_MESSAGE,
					})),
				},
			],
		},
	},

	// What n8n asks of community packages.
	{
		files: ['nodes/**/*.ts', 'credentials/**/*.ts'],
		plugins: communityPackage.plugins,
		rules: {
			...communityPackage.rules,
			// Looks for words in the nodes' files, but the nodes make their credentials of the descriptors of back-ends;
			// test/unit/crm/descriptors.test.ts holds that each credential is tested.
			'@n8n/community-nodes/credential-test-required': 'off',
		},
	},
	{
		files: ['nodes/**/*.ts'],
		plugins: nodesBasePlugin,
		rules: {
			...nodesBase.configs.nodes.rules,
			// These two want the bare text 'main'; the newer @n8n/community-nodes/node-connection-type-literal wants the constant.
			'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
			'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
			// A form is filled in from top to bottom: the fields of an entry stand in the order in which a person thinks.
			'n8n-nodes-base/node-param-fixed-collection-type-unsorted-items': 'off',
			'no-restricted-syntax': [
				'error',
				{
					selector: '[property.name="localeCompare"]',
					message: 'Its first call loads the rules of all languages: byName (nodes/shared/byName.ts).',
				},
			],
		},
	},
	{
		files: ['credentials/**/*.ts'],
		plugins: nodesBasePlugin,
		rules: {
			...nodesBase.configs.credentials.rules,
			// Wants a page of n8n's own documentation by its short name; a community package gives a full address, which
			// cred-class-field-documentation-url-not-http-url then checks.
			'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
		},
	},
	{
		files: ['package.json'],
		languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
		plugins: { ...nodesBasePlugin, ...communityPackage.plugins },
		rules: { ...nodesBase.configs.community.rules, ...communityPackage.rules },
	},

	// Programs for people at a terminal: they speak through the console, and CommonJS files load with require.
	{
		files: ['gulpfile.js', '**/*.cjs', '**/*.cts', 'gulp/**/*.js', 'gulp/**/*.mjs', 'eslint.config.mjs', 'test/**'],
		languageOptions: { globals: nodeGlobals() },
		rules: { 'no-console': 'off' },
	},
	{
		files: ['gulpfile.js', '**/*.cjs', '**/*.cts', 'gulp/**/*.js'],
		languageOptions: { sourceType: 'commonjs' },
		rules: { '@typescript-eslint/no-require-imports': 'off' },
	},
	{
		files: ['test/**'],
		rules: {
			// n8n-core comes from the host cache at run time and brings no types here.
			'@typescript-eslint/no-explicit-any': 'off',
		},
	},
);

function nodeGlobals() {
	const names = [
		'Buffer',
		'URL',
		'__dirname',
		'__filename',
		'clearTimeout',
		'console',
		'exports',
		'fetch',
		'module',
		'process',
		'require',
		'setTimeout',
		'structuredClone',
	];
	return Object.fromEntries(names.map((name) => [name, 'readonly']));
}
