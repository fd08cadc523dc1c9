import { recordedChaos } from '../../plainRest/chaos/recordedChaos';

/** `npm run chaos:rest` does the same with 10,000 steps. */
const STEPS = 400;

test('processes are killed while they write to a CRM over HTTP: nothing is lost, nothing is doubled, nothing is unsure', async () => {
	const { deaths, ...report } = await recordedChaos({ steps: STEPS, searchableKey: true, seed: 11 });
	expect(report).toEqual({ lost: [], doubled: [], unsure: [] });
	for (const count of Object.values(deaths)) expect(count).toBeGreaterThan(0);
}, 240_000);

test('where the CRM cannot be searched for our key nothing is lost, and what is doubled is announced', async () => {
	const { deaths, lost, doubled, unsure } = await recordedChaos({ steps: STEPS, searchableKey: false, seed: 12 });
	expect(lost).toEqual([]);
	expect(doubled.length).toBeGreaterThan(0);
	expect(doubled.filter((step) => !unsure.includes(step))).toEqual([]);
	expect(doubled.length).toBeLessThanOrEqual(deaths.before + deaths.during + deaths.after);
}, 240_000);
