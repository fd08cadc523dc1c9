import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processClock } from '../../../../src/automation/engine/processClock';
import { systemClock } from '../../../../src/model/clock';
import { refusal } from '../office';

const folder = mkdtempSync(join(tmpdir(), 'crmflow-clock-'));
const file = join(folder, 'clock');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const HOUR = 3600_000;

test('is that of the computer', () => {
	expect(processClock({})).toBe(systemClock);
	expect(processClock({ CRMFLOW_TEST: '1', CRMFLOW_TEST_CLOCK: '' })).toBe(systemClock);
});

test('is moved by a test, also while somebody waits', async () => {
	const clock = processClock({ CRMFLOW_TEST: '1', CRMFLOW_TEST_CLOCK: file });
	const ahead = () => Math.round((clock.now().getTime() - Date.now()) / HOUR) + 0;
	expect(ahead()).toBe(0);
	let over = false;
	const waiting = clock.wait(new Date(Date.now() + HOUR)).then(() => (over = true));
	await clock.wait(new Date(Date.now() + 100));
	expect(over).toBe(false);
	writeFileSync(file, String(HOUR));
	await waiting;
	expect(ahead()).toBe(1);
});

test('and refused outside of tests', () => {
	expect(() => processClock({ CRMFLOW_TEST_CLOCK: file })).toThrow(refusal('invalidValue', 'CRMFLOW_TEST_CLOCK') as Error);
});
