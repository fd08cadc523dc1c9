import { globSync, readFileSync } from 'node:fs';
import type { Capabilities } from '../../../src/crm/capabilities';
import { requireReported } from '../../../src/automation/words/triggers/requireReported';
import { requireVersions } from '../../../src/automation/words/values/requireVersions';

const DECLARATION = readFileSync('src/crm/capabilities.ts', 'utf8');
const FLAGS = [...DECLARATION.matchAll(/readonly (\w+): boolean;/g)].map(([, name]) => name!);

/** What of our code decides by what a CRM can do, without its comments. */
const READERS = globSync('{src,nodes}/**/*.ts')
	.filter((file) => !/^src[\\/]crm[\\/]/.test(file))
	.map((file) => readFileSync(file, 'utf8').replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, ''))
	.filter((text) => /\b[cC]apabilities\b/.test(text));

const NOTHING: Capabilities = {
	name: 'Poor CRM',
	valuesBefore: false,
	deletions: false,
	sharesLedger: false,
	atomicLists: false,
	versions: false,
	actsOnBehalf: false,
	holdsGates: false,
};
const ALL: Capabilities = {
	name: 'Rich CRM',
	valuesBefore: true,
	deletions: true,
	sharesLedger: true,
	atomicLists: true,
	versions: true,
	actsOnBehalf: true,
	holdsGates: true,
};

test('the flags are found in their declaration', () => {
	expect(FLAGS.sort()).toEqual(
		Object.keys(ALL)
			.filter((name) => name !== 'name')
			.sort(),
	);
});

test.each(FLAGS)('what a CRM says of "%s" is read by somebody, and explained', (flag) => {
	expect(READERS.some((text) => new RegExp(`\\b${flag}\\b`).test(text))).toBe(true);
	expect(DECLARATION).toMatch(new RegExp(`\\*/\\n\\treadonly ${flag}: boolean;`));
});

describe('a trigger', () => {
	const deleted = { event: 'recordDeleted', recordType: 'deal' } as const;
	const crosses = { event: 'recordChanged', recordType: 'deal', crossing: { field: 'amount', direction: 'up', value: 5 } } as const;
	const comes = { event: 'stageChanged', recordType: 'deal', fromStages: ['sales:won'] } as const;

	test.each([
		['on deleted records', deleted, /Poor CRM does not report deleted records/],
		['on a value that is crossed', crosses, /Poor CRM does not report the values before a change/],
		['on a stage that is left', comes, /Poor CRM does not report the values before a change/],
	])('%s is refused where the CRM does not report what it needs', (_, filter, message) => {
		expect(() => requireReported(NOTHING, filter)).toThrow(message);
		expect(() => requireReported(ALL, filter)).not.toThrow();
	});

	test('that needs neither listens to any CRM', () => {
		expect(() => requireReported(NOTHING, { event: 'stageChanged', recordType: 'deal', fromStages: [] })).not.toThrow();
		expect(() => requireReported(NOTHING, { event: 'recordCreated', recordType: 'deal' })).not.toThrow();
	});
});

test('a change that asks for a version is refused where there are none, and named', () => {
	const changes = [{}, { ifVersion: 3 }];
	expect(() => requireVersions(NOTHING, changes)).toThrow(expect.objectContaining({ code: 'unsupported', index: 1 }));
	expect(() => requireVersions(NOTHING, [{}, { ifVersion: undefined }])).not.toThrow();
	expect(() => requireVersions(ALL, changes)).not.toThrow();
});
