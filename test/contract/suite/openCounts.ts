import { countOpenRecords } from '../../../src/automation/engine/counts';
import type { ContractSubject } from '../support/ContractSubject';
import { expectRefusal } from '../support/refusal';
import { NOBODY, openFor } from '../support/World';

/** How much each person has to do. */
export function describeOpenCounts(subject: ContractSubject): void {
	describe('open records of people', () => {
		const world = openFor(subject);

		it('are counted without those at a final stage, by type', async () => {
			const [ann, bo, idle] = [await world.user(), await world.user(), await world.user()];
			const of = (responsible: string, stage: string) => ({ responsible, stage });
			const visits = await world.visits([
				of(ann.id, 'visiting:planned'),
				of(ann.id, 'visiting:going'),
				of(ann.id, 'visiting:paid'),
				of(ann.id, 'visiting:refused'),
				of(ann.id, 'followUp:closed'),
				of(bo.id, 'followUp:called'),
				{ stage: 'visiting:planned' },
			]);
			await world.crm.create(
				'permit',
				['p', 'q', 'r'].map((number) => ({ values: { title: number, number, responsible: ann.id } })),
				NOBODY,
			);
			const counts = async (type: string) =>
				Object.fromEntries(await countOpenRecords(world.crm, type, [ann.id, bo.id, idle.id, '987654321', 'nobody']));
			expect(await counts('visit')).toEqual({ [ann.id]: 2, [bo.id]: 1 });
			expect(await counts('permit')).toEqual({ [ann.id]: 3 });
			await world.crm.update('visit', [{ id: visits[0]!.id, values: { stage: 'visiting:paid' } }], NOBODY);
			await world.crm.remove([visits[5]!], NOBODY);
			expect(await counts('visit')).toEqual({ [ann.id]: 1 });
			expect(await countOpenRecords(world.crm, 'visit', [])).toEqual(new Map());
		});

		it('an unknown type is refused', async () => {
			await expectRefusal(countOpenRecords(world.crm, 'spaceship', ['1']), 'notFound', 'spaceship');
		});
	});
}
