import { simplifyRecords } from '../../../../../src/automation/families/records/simplifyRecords';
import { presentRecords } from '../../../../../src/automation/words/output/present';
import { Office } from '../../office';

let office: Office;
beforeAll(async () => {
	office = await Office.open();
});
afterAll(async () => await office.close());

test('nothing empty is left, and moments are in the zone of the workflow', async () => {
	const [contact] = await office.add('contact', { title: 'Nora' });
	const scope = { ...office.scope, timeZone: 'Europe/Warsaw' };
	const [simple] = await simplifyRecords(scope, await presentRecords(office.scope, [contact!]));
	expect(simple).toEqual({
		id: contact!.id,
		type: 'contact',
		title: 'Nora',
		updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00$/),
	});
	expect(Date.parse(String(simple!.updatedAt))).toBe(Math.floor(Date.parse(contact!.updatedAt) / 1000) * 1000);
});
