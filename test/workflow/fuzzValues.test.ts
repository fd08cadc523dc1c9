import { openFormsWorld } from '../fuzz/forms/fillVisits';
import { FormsCampaign } from '../fuzz/forms/FormsCampaign';
import { pairsByField } from '../fuzz/forms/lookalikes';
import { openSqliteWorld } from '../fuzz/worlds/SqliteWorld';

/** Always the same values, so that a failure comes again; `npm run fuzz` tries others, and many more. */
const SEED = 20_260_105;
const INPUTS = 2500;

test('values mean the same wherever they are compared', async () => {
	const forms = await openFormsWorld(openSqliteWorld);
	try {
		const { inputs, same, failure } = await new FormsCampaign(forms).run({ inputs: INPUTS, seed: SEED });
		expect(failure).toBeUndefined();
		expect(inputs).toBeGreaterThanOrEqual(INPUTS);
		// Every kind of field was tried, and values were written in several ways.
		expect([...same].filter(([, count]) => count === 0)).toEqual([]);
		expect(same.size).toBe(Object.keys(pairsByField()).length);
	} finally {
		await forms.close();
	}
}, 600_000);
