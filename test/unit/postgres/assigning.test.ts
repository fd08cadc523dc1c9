import { assignRecords } from '../../../src/automation/families/records/assignRecords';
import { runEffects } from '../../../src/automation/engine/effects/runEffects';
import type { Backend } from '../../../src/crm/backends';
import { systemClock } from '../../../src/model/clock';
import { NOBODY, Workplace } from './support';
import { scopeOf } from '../../../src/automation/engine/Scope';
import type { AssignRecordInput } from '../../../src/automation/families/records/inputs';

const work = new Workplace();

it.each(['roundRobin', 'leastLoaded'] as const)(
	'two workers that give out records of one group at once (%s) spread them evenly',
	async (method) => {
		const workers = [await work.open(), await work.open()];
		const { crm } = workers[0]!;
		await crm.users.groups.save!(['North']);
		await crm.users.create!(
			['Ann', 'Bo', 'Cy'].map((name) => ({ name, groups: ['North'] })),
			NOBODY,
		);
		const deals = await crm.create(
			'deal',
			Array.from({ length: 30 }, (_, index) => ({ values: { title: `Deal ${index}` } })),
			NOBODY,
		);
		const assign = async ({ crm: own, feed, ledger, companions }: Backend, id: string) => {
			const input: AssignRecordInput = {
				type: 'deal',
				id,
				load: 'openRecords',
				whenNobody: 'refuse',
				otherwise: { kind: 'group', group: 'North', method },
			};
			return await runEffects(
				scopeOf({ crm: own, feed, ledger, companions }, systemClock, 'UTC'),
				assignRecords,
				[{ key: `step ${id}`, input, write: NOBODY }],
				'each',
			);
		};
		// Each record by both workers, as when a run is done twice: one gives it out, and no turn is lost.
		const outcomes = (await Promise.all(deals.flatMap(({ id }) => workers.map(async (worker) => await assign(worker, id))))).flat();
		expect(outcomes.every(({ ok }) => ok)).toBe(true);
		const given: Record<string, number> = {};
		for await (const { values } of crm.find('deal')) given[String(values.responsible)] = (given[String(values.responsible)] ?? 0) + 1;
		expect(Object.values(given)).toEqual([10, 10, 10]);
	},
	60_000,
);
