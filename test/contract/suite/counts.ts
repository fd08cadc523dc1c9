import { countHistory, countOpenRecords, countRecords, countTasks } from '../../../src/automation/engine/counts';
import { OPEN_TASK_STATUSES } from '../../../src/model/task';
import type { ContractSubject } from '../support/ContractSubject';
import { NOBODY, openFor } from '../support/World';

/** A CRM's own counts are those of what it finds, so that a CRM without them is counted alike. */
export function describeCounts(subject: ContractSubject): void {
	describe('counts are of what is found', () => {
		const world = openFor(subject);
		const sorted = (counts: ReadonlyMap<string, number>) => [...counts].sort();

		/** Each person has another number of visits at each stage, with and without a note, and of tasks in each status. */
		async function furnish(): Promise<string[]> {
			const people = [await world.user(), await world.user(), await world.user(), await world.user()].map(({ id }) => id);
			const stages = ['visiting:planned', 'visiting:going', 'visiting:paid', 'followUp:called', 'followUp:closed'];
			await world.visits(
				Array.from({ length: 40 }, (_, index) => ({
					responsible: people[(index * index) % 3]!,
					stage: stages[index % stages.length]!,
					note: index % 4 === 0 ? 'said' : null,
				})),
			);
			for (const status of ['open', 'inProgress', 'completed', 'cancelled'] as const)
				for (let index = 0; index < 5; index++) await world.task({ responsibleId: people[(index * 2) % 3]!, status });
			return people;
		}

		it('records of people', async () => {
			const bare = { describe: world.crm.describe.bind(world.crm), find: world.crm.find.bind(world.crm) };
			for (const people of [await furnish(), ['987654321'], []])
				expect(sorted(await countOpenRecords(bare, 'visit', people))).toEqual(sorted(await countOpenRecords(world.crm, 'visit', people)));
		});

		it('records of a type, a pipeline, a stage, with a value', async () => {
			await furnish();
			const bare = { find: world.crm.find.bind(world.crm) };
			for (const where of [
				{},
				{ pipeline: 'visiting' },
				{ stage: 'visiting:going' },
				{ field: 'note' },
				{ field: 'responsible' },
				{ stage: 'visiting:paid', field: 'note' },
			]) {
				const counted = await countRecords(world.crm, { type: 'visit', ...where });
				expect(counted).toBeGreaterThan(0);
				expect(await countRecords(bare, { type: 'visit', ...where })).toBe(counted);
			}
		});

		it('tasks of people', async () => {
			const people = await furnish();
			const bare = { find: world.crm.tasks.find.bind(world.crm.tasks) };
			for (const asked of [people, people.slice(0, 1), []]) {
				const counted = await countTasks(world.crm.tasks, asked, OPEN_TASK_STATUSES);
				expect(counted.size).toBe(asked.length === 4 ? 3 : asked.length);
				expect(sorted(await countTasks(bare, asked, OPEN_TASK_STATUSES))).toEqual(sorted(counted));
			}
		});

		it('entries in the history', async () => {
			const [ann, bo] = await furnish();
			const record = await world.visit();
			const from = world.clock.advance();
			for (const [index, userId] of [ann!, bo!, ann!, null, bo!, ann!].entries()) {
				world.clock.advance();
				await world.crm.history.create([{ record, text: 'x', userId, type: index % 2 === 0 ? 'call' : 'meeting' }], NOBODY);
			}
			const bare = { find: world.crm.history.find.bind(world.crm.history) };
			const inOrder = (counts: ReadonlyArray<{ userId: string | null; type: string }>) =>
				counts.toSorted((a, b) => `${a.userId} ${a.type}`.localeCompare(`${b.userId} ${b.type}`));
			for (const query of [{ from }, { from, userId: ann! }, { record: { type: record.type, id: record.id } }]) {
				const counted = await countHistory(world.crm.history, query);
				expect(counted.length).toBeGreaterThan(0);
				expect(inOrder(await countHistory(bare, query))).toEqual(inOrder(counted));
			}
		});
	});
}
