import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { INodeProperties } from 'n8n-workflow';
import type { Change } from '../../../../src/model/change';
import type { TriggerFilter } from '../../../../src/model/triggers';

const root = join(__dirname, '../../../..');

/** The event of the example: a record is edited by nobody we know of. */
const TOUCHED_BY_NOBODY = `
import { otherKind, type TriggerEvent } from './TriggerEvent';

interface TouchedByNobody {
	ignoredField?: string;
}

export const touchedByNobody: TriggerEvent<TouchedByNobody, 'notUpdated' | 'touchedBySomebody'> = {
	label: 'Touched by Nobody',
	description: 'A record is edited, and nobody says who did it',
	types: 'all',
	fields: [{ name: 'ignoredField', label: 'Ignored Field', kind: 'text', default: 'title' }],
	read: (form) => ({ ignoredField: form.text('ignoredField') }),
	kinds: () => ['updated'],
	mismatch({ kind, actor, changed }, { ignoredField }) {
		if (kind !== 'updated') return 'notUpdated';
		return actor === undefined && changed.some((field) => field !== ignoredField) ? undefined : 'touchedBySomebody';
	},
	why: { notUpdated: otherKind('updated'), touchedBySomebody: ({ actor }) => \`User \${actor} touched it.\` },
	summary: () => 'touched by nobody',
};
`;

/** What the scratch copy gives to the test. */
interface Copy {
	triggerFilter(read: (name: string, fallback: unknown) => unknown): TriggerFilter;
	firstMismatch(change: Change, filter: TriggerFilter): string | undefined;
	triggerWords(filter: TriggerFilter, description: undefined): string;
	eventField: INodeProperties;
	eventFields(): INodeProperties[];
	why(change: Change, filter: TriggerFilter): string;
}

const ENTRY = `
export { triggerFilter } from './nodes/CrmTrigger/filter';
export { firstMismatch } from './src/model/triggers/matching';
export { triggerWords } from './src/automation/families/processes/triggerWords';
export { eventField, eventFields } from './nodes/CrmTrigger/eventFields';
import type { Change } from './src/model/change';
import { eventOf, type TriggerFilter } from './src/model/triggers';
import { firstMismatch } from './src/model/triggers/matching';
const nobody = { event: 'touchedByNobody', recordType: 'deal', ignoredField: 'amount' } satisfies TriggerFilter;
export const why = (change: Change, filter: TriggerFilter = nobody) =>
	eventOf(filter.event).why[firstMismatch(change, filter)!](change, filter, undefined as never);
`;

let scratch: string;
beforeAll(() => {
	scratch = mkdtempSync(join(tmpdir(), 'crmflow-event-'));
	for (const folder of ['src', 'nodes']) cpSync(join(root, folder), join(scratch, folder), { recursive: true });
	cpSync(join(root, 'package.json'), join(scratch, 'package.json'));
	symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

/** The two places that docs/architecture.md names. */
function addEvent(): void {
	writeFileSync(join(scratch, 'src/model/triggers/touchedByNobody.ts'), TOUCHED_BY_NOBODY);
	const index = join(scratch, 'src/model/triggers/index.ts');
	const text = readFileSync(index, 'utf8');
	writeFileSync(
		index,
		`import { touchedByNobody } from './touchedByNobody';\n${text.replace('\ttaskStatusChanged,\n', '\ttaskStatusChanged,\n\ttouchedByNobody,\n')}`,
	);
}

/** Types of all that reads events, without the rest of the package. */
function checkTypes(): void {
	writeFileSync(join(scratch, 'entry.ts'), ENTRY);
	const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as { compilerOptions: object };
	const options = { ...compilerOptions, noEmit: true, skipLibCheck: true };
	writeFileSync(join(scratch, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['entry.ts'] }));
	execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', scratch], { encoding: 'utf8' });
}

async function load(): Promise<Copy> {
	const outfile = join(scratch, 'entry.cjs');
	await build({ entryPoints: [join(scratch, 'entry.ts')], outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
	return (await import(outfile)) as Copy;
}

test('a new event is its file and its line in the index: it type-checks, is offered, read, matched and explained', async () => {
	addEvent();
	checkTypes();
	const copy = await load();
	expect(copy.eventField.options).toContainEqual(expect.objectContaining({ name: 'Touched by Nobody', value: 'touchedByNobody' }));
	expect(copy.eventFields()).toContainEqual(
		expect.objectContaining({ name: 'ignoredField', default: 'title', displayOptions: { show: { event: ['touchedByNobody'] } } }),
	);

	const set: Record<string, unknown> = { event: 'touchedByNobody', recordType: { mode: 'list', value: 'deal' } };
	const filter = copy.triggerFilter((name, fallback) => set[name] ?? fallback);
	expect(filter).toMatchObject({ event: 'touchedByNobody', recordType: 'deal', ignoredField: 'title', conditions: [] });
	expect(copy.triggerWords(filter, undefined)).toBe('deal: touched by nobody');

	const change: Change = { id: '1', ref: { type: 'deal', id: '1' }, kind: 'updated', at: '2026-03-02T09:00:00.000Z', changed: ['amount'] };
	expect(copy.firstMismatch(change, filter)).toBeUndefined();
	expect(copy.firstMismatch({ ...change, changed: ['title'] }, filter)).toBe('touchedBySomebody');
	expect(copy.firstMismatch({ ...change, kind: 'created' }, filter)).toBe('notUpdated');
	expect(copy.why({ ...change, actor: '7' }, filter)).toBe('User 7 touched it.');
}, 120_000);
