import { dryRunOf, type DryRunOutput } from '../../../src/automation/words/output/dryRunOf';
import type { EffectCall, Operation, Outcome } from '../../../src/automation/engine/effects/Operation';
import { runEffects } from '../../../src/automation/engine/effects/runEffects';
import { addHistory } from '../../../src/automation/families/history/history';
import type { Output } from '../../../src/model/output';
import { startProjects } from '../../../src/automation/families/projects/projects';
import { changeStages, createRecords, deleteRecords, updateRecords, upsertRecords } from '../../../src/automation/families/records/records';
import { deleteFields } from '../../../src/automation/families/schema/fields';
import { addReadyTypes } from '../../../src/automation/families/schema/readyTypes';
import { deleteRecordTypes } from '../../../src/automation/families/schema/recordTypes';
import { deleteStages } from '../../../src/automation/families/schema/stages';
import { scopeOf, type Scope } from '../../../src/automation/engine/Scope';
import { notifySupervisors } from '../../../src/automation/families/messages/notifySupervisors';
import { completeTasks, createTasks } from '../../../src/automation/families/tasks/tasks';
import { saveTemplates } from '../../../src/automation/families/projects/templates';
import type { CrmRecord } from '../../../src/model/record';
import type { Task } from '../../../src/model/task';
import type { ContractSubject } from '../support/ContractSubject';
import { changesSince } from '../support/feed';
import { ORIGIN, openFor, refOf } from '../support/World';

/** A step that only shows what it would do: nothing may stay, whatever the database. */
export function describeDryRuns(subject: ContractSubject): void {
	if (!subject.capabilities.sharesLedger) return;
	describe('dry runs', () => {
		const world = openFor(subject);
		let visit: CrmRecord;
		let task: Task;
		let steps = 0;

		beforeAll(async () => {
			const boss = await world.user({ name: 'Boris Lead' });
			const anna = await world.user({ name: 'Anna Agent', supervisorId: boss.id });
			visit = await world.visit({ title: 'To Acme', responsible: anna.id, distance: 5 });
			task = await world.task({
				record: refOf(visit),
				responsibleId: anna.id,
				origin: { ...ORIGIN, pipeline: 'visiting', stage: 'visiting:planned' },
			});
			await saveTemplates.perform(scope(), [{ template: TEMPLATE }], {});
		});

		const scope = (): Scope => scopeOf(world, world.clock, 'Europe/Warsaw');

		function callsFor<Input>(inputs: readonly Input[]): Array<EffectCall<Input>> {
			steps++;
			return inputs.map((input, index) => ({ key: `dry ${steps} ${index}`, input, write: { origin: ORIGIN } }));
		}

		async function dry<Input, Result extends Output>(
			operation: Operation<Input, Result>,
			inputs: readonly Input[],
		): Promise<Array<Outcome<DryRunOutput>>> {
			const calls = callsFor(inputs);
			return await runEffects(scope(), operation, calls, dryRunOf(operation, calls));
		}

		async function previewed<Input, Result extends Output>(
			operation: Operation<Input, Result>,
			inputs: readonly Input[],
		): Promise<DryRunOutput[]> {
			return (await dry(operation, inputs)).map((outcome) => {
				if (!outcome.ok) throw outcome.error;
				return outcome.result;
			});
		}

		/** Rows, values and the feed are as before, and nobody was told to look. */
		async function untouched(work: () => Promise<void>): Promise<void> {
			const look = async () => ({
				rows: await world.countRows(),
				visit: await world.crm.get(visit),
				task: await world.crm.tasks.get(task.id),
			});
			const [before, cursor] = [await look(), await world.feed.head()];
			let woken = 0;
			const stop = world.feed.onChanges(() => woken++);
			await pause(); // Who begins to listen may be called for nothing.
			woken = 0;
			await work();
			await pause();
			stop();
			expect(await look()).toEqual(before);
			expect(await changesSince(world.feed, cursor)).toEqual([]);
			expect(woken).toBe(0);
		}

		it('every kind of write is shown, and none is done', async () => {
			await untouched(async () => {
				const [created] = await previewed(createRecords, [
					{ type: 'visit', values: { title: 'To Globex', distance: '7', responsible: 'Anna Agent' } },
				]);
				expect(created).toMatchObject({
					dryRun: true,
					would: { id: null, title: 'To Globex', responsible: 'Anna Agent', distance: 7, stage: 'Planned' },
					changes: [{ event: 'created', record: { typeLabel: 'Visit', id: null } }],
				});
				const [updated] = await previewed(updateRecords, [{ ...refOf(visit), values: { distance: 9 } }]);
				expect(updated).toMatchObject({
					would: { id: visit.id, distance: 9 },
					changes: [{ event: 'updated', values: [{ label: 'Distance', from: 5, to: 9 }] }],
				});
				const [moved] = await previewed(changeStages, [{ ...refOf(visit), stage: 'Paid' }]);
				expect(moved).toMatchObject({ would: { moved: true }, changes: [{ values: [{ label: 'Stage', from: 'Planned', to: 'Paid' }] }] });
				const [merged] = await previewed(upsertRecords, [{ type: 'visit', values: { externalId: 'new', title: 'New' } }]);
				expect(merged).toMatchObject({ would: { id: null, externalId: 'new' } });
				const [removed] = await previewed(deleteRecords, [refOf(visit)]);
				expect(removed).toMatchObject({
					would: { deleted: true, id: visit.id },
					changes: [{ event: 'deleted', record: { id: visit.id, title: 'To Acme' } }],
				});
				const [given] = await previewed(createTasks, [{ title: 'Call', record: refOf(visit), parent: task.id }]);
				expect(given).toMatchObject({ would: { id: null, responsible: 'Anna Agent', parentId: task.id } });
				const [done] = await previewed(completeTasks, [{ kind: 'automation', record: refOf(visit) }]);
				expect(done).toMatchObject({
					would: { completed: 1, tasks: [{ id: task.id }] },
					changes: [{ record: { type: 'task', id: task.id } }],
				});
				const [noted] = await previewed(addHistory, [{ record: refOf(visit), text: 'Seen' }]);
				expect(noted).toMatchObject({ would: { id: null, text: 'Seen' }, changes: [] });
				const [told] = await previewed(notifySupervisors, [{ record: refOf(visit), text: 'Look' }]);
				expect(told).toMatchObject({ would: { notified: [{ name: 'Boris Lead' }], notifications: [{ id: null }] } });
				const [saved] = await previewed(saveTemplates, [{ template: { ...TEMPLATE, type: 'other' } }]);
				expect(saved).toMatchObject({ would: { name: 'Trip', version: 2 } });
				const [started] = await previewed(startProjects, [{ template: 'Trip', record: refOf(visit), parameters: {} }]);
				expect(started).toMatchObject({ would: { id: null, tasks: [{ id: null, projectId: null, title: 'Pack' }] } });
			});
		});

		it('what defines types, fields, pipelines and stages is undone, too', async () => {
			const types = async () => await Promise.all((await world.crm.recordTypes()).map(async ({ name }) => await world.crm.describe(name)));
			const before = await types();
			await untouched(async () => {
				const [ready] = await previewed(addReadyTypes, [{ readyType: 'ticket' }]);
				expect(ready).toMatchObject({ would: { created: true }, changes: [] });
				const [field] = await previewed(deleteFields, [{ type: 'visit', field: 'distance', deleteValues: true, evenIfUsed: false }]);
				expect(field).toMatchObject({ would: { values: 1 }, changes: [{ values: [{ field: 'distance', from: 5, to: null }] }] });
				const [stage] = await previewed(deleteStages, [
					{ type: 'visit', pipeline: 'visiting', stage: 'planned', moveTo: 'going', evenIfUsed: false },
				]);
				expect(stage).toMatchObject({ would: { moved: 1 } });
				const [type] = await previewed(deleteRecordTypes, [{ name: 'visit', deleteRecords: true, evenIfUsed: false }]);
				expect(type).toMatchObject({ would: { deletedRecords: 1 }, changes: [{ event: 'deleted', record: { title: 'To Acme' } }] });
			});
			expect(await types()).toEqual(before);
		});

		it('what is refused for real is refused with the same words, and items of one call build on each other', async () => {
			await untouched(async () => {
				const inputs = [{ type: 'visit', values: { title: 'X', stage: 'Nowhere' } }];
				const calls = callsFor(inputs);
				const [dryOutcome] = await dry(createRecords, inputs);
				const [realOutcome] = await runEffects(scope(), createRecords, calls, 'each');
				expect(dryOutcome).toMatchObject({ ok: false, error: { code: 'notFound', message: expect.stringContaining('Nowhere') } });
				expect(dryOutcome).toEqual(realOutcome);
				const twice = await dry(
					createRecords,
					['A', 'B', 'A'].map((externalId) => ({ type: 'visit', values: { title: externalId, externalId } })),
				);
				expect(twice.map(({ ok }) => ok)).toEqual([true, true, false]);
			});
		});

		it('thousands of items are shown in one go', async () => {
			await untouched(async () => {
				const previews = await previewed(
					createRecords,
					Array.from({ length: 3000 }, (_, index) => ({ type: 'visit', values: { title: `Visit to ${index}` } })),
				);
				expect(previews.map(({ changes }) => changes.length).filter((count) => count !== 1)).toEqual([]);
				expect(previews[2999]).toMatchObject({
					would: { id: null, title: 'Visit to 2999' },
					changes: [{ record: { title: 'Visit to 2999' } }],
				});
			});
		});
	});
}

/** Longer than a wake-up takes. */
async function pause(): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, 300));
}

const TEMPLATE = {
	name: 'Trip',
	parameters: [],
	stages: [{ name: 'All', responsible: { kind: 'recordResponsible' } }],
	tasks: [{ key: 'pack', title: 'Pack', stage: 'All' }],
};
