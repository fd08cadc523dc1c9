import { join } from 'node:path';
import { TRIED_N8N } from '../../../nodes/shared/hostVersions';
import { pinnedVersion, projectRoot } from '../../host/hostFolder.cjs';
import { versionOf, versions } from '../../versions/versionList.cjs';
import { nodeRequire } from '../support/nodeRequire';

const { withRows, reportOf } = nodeRequire(
	join(projectRoot, 'test/versions/versionTable.mjs'),
) as typeof import('../../versions/versionTable.mjs');

const short = (version: string) => version.split('.').slice(0, 2).join('.');

test('the versions that the nodes say they take are the oldest and the newest that are tried', () => {
	expect(TRIED_N8N).toEqual({ oldest: short(versions[0]!.version), newest: short(versions.at(-1)!.version) });
});

test('among them are the last 1.x, 2.0, 2.20 and the pinned one; two are tried in queue mode', () => {
	const tried = versions.map(({ version }) => version);
	for (const wanted of [/^1\./, /^2\.0\./, /^2\.20\./]) expect(tried.filter((version) => wanted.test(version))).toHaveLength(1);
	expect(tried).toContain(pinnedVersion());
	expect(versions.filter(({ queue }) => queue).map(({ version }) => short(version))).toEqual([TRIED_N8N.oldest, TRIED_N8N.newest]);
});

test('another version is tried as the newest is', () => {
	expect(versionOf('9.9.9')).toEqual({ ...versions.at(-1)!, version: '9.9.9', why: 'asked for', queue: false });
});

describe('the table in the docs', () => {
	const page = 'Before\n\n<!-- versions -->\n\n<!-- /versions -->\n\nAfter';
	const result = (version: string, failed: string[] = []) => ({
		version,
		node: '24.1.0',
		when: '2026-11-28',
		passed: ['starts', 'health'],
		failed,
	});

	test('gets a row for each result, from the oldest to the newest', () => {
		expect(withRows(page, [result('2.20.12'), result('2.3.0'), result('1.123.81')])).toBe(
			[
				'Before\n\n<!-- versions -->\n',
				'| n8n | Node.js | tried on | what passed |',
				'|---|---|---|---|',
				'| 1.123.81 | 24.1.0 | 2026-11-28 | starts, health |',
				'| 2.3.0 | 24.1.0 | 2026-11-28 | starts, health |',
				'| 2.20.12 | 24.1.0 | 2026-11-28 | starts, health |',
				'\n<!-- /versions -->\n\nAfter',
			].join('\n'),
		);
	});

	test('keeps the rows of other versions, and replaces those of the same', () => {
		const before = withRows(page, [result('1.123.81'), result('2.0.3', ['a run'])]);
		expect(before).toContain('| 2.0.3 | 24.1.0 | 2026-11-28 | **not**: a run; passed: starts, health |');
		const after = withRows(before, [result('2.0.3')]);
		expect(after.match(/^\| \d.*$/gm)).toEqual([
			'| 1.123.81 | 24.1.0 | 2026-11-28 | starts, health |',
			'| 2.0.3 | 24.1.0 | 2026-11-28 | starts, health |',
		]);
	});

	test('is needed', () => {
		expect(() => withRows('Nothing', [])).toThrow('<!-- versions -->');
	});

	test('a failure stands out in the terminal too', () => {
		expect(reportOf([result('1.123.81'), { ...result('2.0.3'), passed: [], failed: ['installs'] }])).toEqual([
			'  1.123.81  passed: starts, health',
			'  2.0.3     FAILED: installs',
		]);
	});
});
