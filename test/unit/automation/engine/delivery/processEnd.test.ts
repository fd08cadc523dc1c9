import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { health } from '../../../../../src/automation/families/upkeep/health';
import { scopeOf } from '../../../../../src/automation/engine/Scope';
import { openBackend } from '../../../../../src/crm/backends';
import { systemClock } from '../../../../../src/model/clock';

/** A process that is stopped gives everything back; what it leaves tells a stop from a switch. */
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'crmflow-end-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs until it listens, then ends it. */
async function runAndEnd(signal: NodeJS.Signals): Promise<void> {
	const script = join(folder, 'child.cjs');
	buildSync({
		entryPoints: [join(__dirname, 'children', 'endLikeN8n.ts')],
		bundle: true,
		platform: 'node',
		format: 'cjs',
		outfile: script,
		logLevel: 'error',
	});
	const child = spawn(process.execPath, ['--no-warnings', script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
	const ended = new Promise((resolve) => child.once('exit', resolve));
	let output = '';
	await new Promise<void>((resolve, reject) => {
		child.stdout.on('data', (text: Buffer) => {
			output += text.toString();
			if (output.includes('listening')) resolve();
		});
		void ended.then(() => reject(new Error(`It ended before it listened: ${output}`)));
	});
	child.kill(signal);
	await ended;
}

async function left() {
	const backend = await openBackend({ backend: 'builtin-sqlite', folder }, systemClock);
	try {
		const { triggers, problems, upkeep } = await health(scopeOf(backend, systemClock, 'UTC'), { hours: 24 });
		return { states: triggers.map(({ workflow, state }) => [workflow, state]), problems, leads: upkeep.process };
	} finally {
		await backend.close();
	}
}

test('told to end: the lease and the triggers are given back, and health says that nobody listens', async () => {
	await runAndEnd('SIGTERM');
	expect(await left()).toEqual({
		states: [
			['goes', 'off'],
			['stays', 'stopped'],
		],
		problems: [expect.stringMatching(/^No CRM Trigger listens/)],
		leads: null,
	});
});

test('killed: that is seen at once on the same machine', async () => {
	await runAndEnd('SIGKILL');
	expect(await left()).toMatchObject({
		states: [
			['goes', 'off'],
			['stays', 'stopped'],
		],
		problems: [expect.stringMatching(/^No CRM Trigger listens/)],
	});
});
