import type { ContractSubject } from '../support/ContractSubject';
import { expectRefusal } from '../support/refusal';
import { NOBODY, only, openFor } from '../support/World';

/** Projects and the tasks that the CRM keeps for them. */
export function describeProjectTasks(subject: ContractSubject): void {
	describe('tasks of projects', () => {
		const world = openFor(subject);

		it(subject.capabilities.sharesLedger ? 'are started together with it, or not at all' : 'are found by it', async () => {
			const { id: templateId, version: templateVersion } = await world.ledger.templates.save(
				{ name: world.name('Template'), parameters: [], stages: [{ name: 'Only' }], tasks: [{ key: 'a', title: 'A', stage: 'Only' }] },
				world.clock.text,
			);
			const draft = { name: world.name('Project'), templateId, templateVersion, record: null, parameters: {}, startedBy: null };
			const responsibleId = (await world.user()).id;
			const start = async (last: string) =>
				await world.ledger.transaction(async () => {
					const { id: projectId } = only(await world.companions.projects.create([draft], NOBODY));
					return await world.crm.tasks.create(
						[responsibleId, last].map((id) => ({ title: 'T', responsibleId: id, projectId, projectStage: 'Only' })),
						NOBODY,
					);
				});
			if (subject.capabilities.sharesLedger) {
				await expectRefusal(start('987654321'), 'notFound', '987654321');
				expect(await world.companions.projects.find({ templateId })).toEqual([]);
			}
			const tasks = await start(responsibleId);
			expect((await world.crm.tasks.find({ projectId: tasks[0]!.projectId! })).length).toBe(2);
		});
	});
}
