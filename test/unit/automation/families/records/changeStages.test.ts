import { listHistory } from '../../../../../src/automation/families/history/history';
import { changeStages } from '../../../../../src/automation/families/records/records';
import { Office, refOf } from '../../office';

let office: Office;

beforeAll(async () => {
	office = await Office.open();
});
afterAll(async () => await office.close());

test('a move is made on behalf of the responsible person, and stands in the history', async () => {
	const [ann] = await office.hire({ name: 'Ann' });
	const [deal] = await office.add('deal', { title: 'Deal', responsible: ann!.id });
	const from = await office.scope.feed.head();
	await office.runOne(changeStages, { ...refOf(deal!), stage: 'Won' });
	const { changes } = await office.scope.feed.read(from, 10);
	expect(changes).toEqual([expect.objectContaining({ kind: 'updated', changed: ['stage'], actor: ann!.id })]);
	expect(await listHistory(office.scope, { record: refOf(deal!) })).toEqual([
		expect.objectContaining({ type: 'stageChange', text: 'Stage changed from "New" to "Won".', user: 'Ann' }),
	]);
});

test('two deals of two people, one of them there already: one move, one entry', async () => {
	const [ann, bo] = await office.hire({ name: 'Ann Two' }, { name: 'Bo' });
	const [first, second] = await office.add(
		'deal',
		{ title: 'First', responsible: ann!.id },
		{ title: 'Second', responsible: bo!.id, stage: 'sales:won' },
	);
	const outputs = await office.run(
		changeStages,
		[first!, second!].map((deal) => ({ ...refOf(deal), stage: 'Won' })),
	);
	expect(outputs).toEqual([expect.objectContaining({ moved: true }), expect.objectContaining({ moved: false })]);
	expect(await listHistory(office.scope, { record: refOf(second!) })).toEqual([]);
});
