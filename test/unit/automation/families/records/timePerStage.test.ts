import { asActor } from '../../../../../src/automation/engine/permissions/asActor';
import { stageVisitsOf } from '../../../../../src/automation/families/records/stageVisitsOf';
import { timePerStage, type TimePerStageInput } from '../../../../../src/automation/families/records/timePerStage';
import type { Values } from '../../../../../src/model/record';
import { withStageVisits } from '../../../../contract/support/following';
import { Office, refusal } from '../../office';

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-03-02T09:00:00Z');

let office: Office;
beforeEach(async () => {
	office = await Office.open();
	await office.furnish();
});
afterEach(async () => await office.close());

/** The office as contracts see a world. */
const world = () => ({ ...office.scope, clock: office.clock });
const after = (days: number) => (office.clock.at = new Date(START + days * DAY));
const on = (days: number) => new Date(START + days * DAY).toISOString();
const move = async (id: string, stage: string, actor?: string) =>
	await office.scope.crm.update('deal', [{ id, values: { stage } }], actor === undefined ? {} : { actor });
const deal = async (title: string, stage: string, more: Values = {}) =>
	(await office.add('deal', { title, pipeline: 'renewals', stage, ...more }))[0]!.id;
const renewals = async (more: Partial<TimePerStageInput> = {}, scope = office.scope) =>
	await timePerStage(scope, { type: 'deal', pipeline: 'Renewals', ...more });

/** Three deals: Due takes 1, 3 and 5 days, and from then on they are at Asked, at Asked, and at Renewed by way of Asked. */
async function threeDeals(more: Values = {}): Promise<string[]> {
	return await withStageVisits(world(), async () => {
		const ids = [await deal('One', 'renewals:due', more), await deal('Three', 'renewals:due'), await deal('Five', 'renewals:due')];
		after(1);
		await move(ids[0]!, 'renewals:asked');
		after(3);
		await move(ids[1]!, 'renewals:asked');
		after(5);
		await move(ids[2]!, 'renewals:asked');
		after(6);
		await move(ids[2]!, 'renewals:renewed');
		after(15);
		return ids;
	});
}

describe('time per stage of a type', () => {
	it('the bottleneck comes first, with averages, medians, the longest stay and who has it', async () => {
		const [anna] = await office.hire({ name: 'Anna' });
		const [one] = await threeDeals({ responsible: anna!.id });
		const [asked, due, renewed, ...none] = await renewals();
		expect(none).toEqual([]);
		// At Asked: 14 and 12 days until now, and 1 day.
		expect(asked).toEqual({
			type: 'deal',
			pipeline: 'Renewals',
			pipelineId: 'renewals',
			stage: 'Asked',
			stageId: 'renewals:asked',
			stageKind: 'open',
			bottleneck: true,
			records: 2,
			stays: 3,
			averageHours: 216,
			medianHours: 288,
			longestHours: 336,
			averageDays: 9,
			medianDays: 12,
			longestDays: 14,
			longest: { id: one, title: 'One', responsible: 'Anna', responsibleId: anna!.id, enteredAt: on(1), leftAt: null },
		});
		expect(due).toMatchObject({ stage: 'Due', bottleneck: false, records: 0, stays: 3, averageDays: 3, medianDays: 3, longestDays: 5 });
		expect(due!.longest).toMatchObject({ title: 'Five', responsible: null, leftAt: on(5) });
		// It remains there: that says nothing of how long it takes.
		expect(renewed).toMatchObject({ stage: 'Renewed', bottleneck: false, records: 1, stays: 0, medianDays: null, longest: null });
	});

	it('all pipelines of the type, each with a bottleneck of its own; one without records has none', async () => {
		await threeDeals();
		const rows = await timePerStage(office.scope, { type: 'deal' });
		expect(rows.filter(({ bottleneck }) => bottleneck).map(({ stage }) => stage)).toEqual(['Asked']);
		expect(new Set(rows.map(({ pipeline }) => pipeline)).size).toBe(2);
	});

	it('a period leaves out stays that ended before or began after, and counts up to its end', async () => {
		await threeDeals();
		const byStage = async (more: Partial<TimePerStageInput>) =>
			Object.fromEntries((await renewals(more)).map(({ stage, stays, longestDays }) => [stage, [stays, longestDays]]));
		expect(await byStage({ from: on(4) })).toEqual({ Asked: [3, 14], Due: [1, 5], Renewed: [0, null] });
		expect(await byStage({ until: on(2) })).toEqual({ Due: [3, 2], Asked: [1, 1], Renewed: [0, null] });
		expect(await byStage({ from: on(20 / 24), until: on(2) })).toEqual({ Due: [3, 2], Asked: [1, 1], Renewed: [0, null] });
		expect(await byStage({ until: on(300) })).toEqual(await byStage({}));
		await expect(renewals({ from: on(3), until: on(2) })).rejects.toEqual(refusal('invalidValue', '"From"', 'not before', '"Until"'));
		await expect(renewals({ from: on(200) })).rejects.toEqual(refusal('invalidValue', '"From"', 'not before', '"Until"'));
	});

	it('a record that was there before is there since its last change', async () => {
		await deal('Old', 'renewals:due');
		after(4);
		const due = (await renewals()).find(({ stage }) => stage === 'Due');
		expect(due).toMatchObject({ bottleneck: true, records: 1, stays: 1, longestDays: 4 });
		expect(due!.longest).toMatchObject({ title: 'Old', enteredAt: on(0) });
	});

	it('what was not written down yet does not stand in two places', async () => {
		const [one] = await threeDeals();
		await move(one!, 'renewals:renewed');
		after(20);
		const rows = new Map((await renewals()).map((row) => [row.stage, row]));
		expect(rows.get('Asked')).toMatchObject({ records: 1, stays: 3, longestDays: 17 });
		expect(rows.get('Renewed')).toMatchObject({ records: 2, stays: 0 });
	});

	it('deleted records count for what they were, without their title', async () => {
		const ids = await threeDeals();
		await withStageVisits(world(), async () => await office.scope.crm.remove([{ type: 'deal', id: ids[2]! }], {}));
		const due = (await renewals()).find(({ stage }) => stage === 'Due');
		expect(due).toMatchObject({ stays: 3, longestDays: 5, longest: { id: ids[2], title: null, responsible: null } });
	});

	it('what the one who acts may not see is not counted', async () => {
		await office.scope.crm.users.roles.save!(['agent']);
		await office.scope.companions.permissions.save('agent', [{ recordType: 'deal', allowed: ['see'], ownOnly: true }]);
		const [anna] = await office.hire({ name: 'Anna', role: 'agent' });
		const ids = await threeDeals({ responsible: anna!.id });
		const scope = await asActor(office.scope, anna!.id);
		const rows = new Map((await renewals({}, scope)).map((row) => [row.stage, row]));
		expect(rows.get('Due')).toMatchObject({ records: 0, stays: 1, longestDays: 1, longest: { title: 'One' } });
		expect(rows.get('Asked')).toMatchObject({ records: 1, stays: 1, longestDays: 14 });
		expect(rows.get('Renewed')).toMatchObject({ records: 0 });
		expect(await stageVisitsOf(scope, { type: 'deal', id: ids[0]! })).toHaveLength(2);
		await expect(stageVisitsOf(scope, { type: 'deal', id: ids[1]! })).rejects.toEqual(refusal('forbidden', 'Anna'));
	});

	it('a type without stages, and a pipeline that is none of its own, are refused in words', async () => {
		await expect(timePerStage(office.scope, { type: 'contact' })).rejects.toEqual(refusal('invalidValue', 'Contacts have no stages'));
		await expect(renewals({ pipeline: 'Renewal' })).rejects.toEqual(refusal('notFound', 'Renewal', 'Deal'));
	});
});

describe('time per stage of a record', () => {
	const visitsOf = async (id: string) => await stageVisitsOf(office.scope, { type: 'deal', id });

	it('shows each stay up to now, with who began and ended it', async () => {
		const [anna] = await office.hire({ name: 'Anna' });
		const id = await withStageVisits(world(), async () => {
			const made = await deal('Acme', 'renewals:due');
			after(1.5);
			await move(made, 'renewals:asked', anna!.id);
			return made;
		});
		after(2);
		expect(await visitsOf(id)).toEqual([
			{
				type: 'deal',
				id,
				title: 'Acme',
				pipeline: 'Renewals',
				pipelineId: 'renewals',
				stage: 'Due',
				stageId: 'renewals:due',
				enteredAt: on(0),
				leftAt: on(1.5),
				current: false,
				estimated: false,
				hours: 36,
				days: 1.5,
				enteredBy: null,
				enteredById: null,
				leftBy: 'Anna',
				leftById: anna!.id,
			},
			expect.objectContaining({
				stage: 'Asked',
				enteredAt: on(1.5),
				leftAt: null,
				current: true,
				hours: 12,
				enteredBy: 'Anna',
				leftBy: null,
			}),
		]);
	});

	it('a stay that nobody saw begin is an estimate, and one that nobody saw end ends with the last change', async () => {
		const old = await deal('Old', 'renewals:due');
		const seen = await withStageVisits(world(), async () => await deal('Seen', 'renewals:due'));
		after(3);
		await move(seen, 'renewals:asked');
		after(5);
		expect(await visitsOf(old)).toMatchObject([{ stage: 'Due', enteredAt: on(0), current: true, estimated: true, days: 5 }]);
		expect(await visitsOf(seen)).toMatchObject([
			{ stage: 'Due', leftAt: on(3), current: false, estimated: false, days: 3 },
			{ stage: 'Asked', enteredAt: on(3), current: true, estimated: true, days: 2 },
		]);
	});

	it('one that does not exist is refused', async () => {
		await expect(visitsOf('77777')).rejects.toEqual(refusal('notFound', '77777'));
		await expect(stageVisitsOf(office.scope, { type: 'contact', id: '1' })).rejects.toEqual(refusal('invalidValue', 'no stages'));
	});
});
