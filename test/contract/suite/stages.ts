import type { Values } from '../../../src/model/record';
import type { ContractSubject } from '../support/ContractSubject';
import { changesOf } from '../support/feed';
import { expectRefusal } from '../support/refusal';
import { NOBODY, only, openFor } from '../support/World';

/** A record stands at one stage of one pipeline of its type. */
export function describeStages(subject: ContractSubject): void {
	describe('stages', () => {
		const world = openFor(subject);
		const change = async (id: string, values: Values) => only(await world.crm.update('visit', [{ id, values }], NOBODY));

		it('a new record starts at the first stage of the first pipeline', async () => {
			expect((await world.visit()).values).toMatchObject({ pipeline: 'visiting', stage: 'visiting:planned' });
		});

		it('a pipeline alone starts at its first stage', async () => {
			expect((await world.visit({ pipeline: 'followUp' })).values).toMatchObject({ pipeline: 'followUp', stage: 'followUp:called' });
		});

		it('a stage alone sets its pipeline', async () => {
			expect((await world.visit({ stage: 'followUp:closed' })).values).toMatchObject({ pipeline: 'followUp', stage: 'followUp:closed' });
			const record = await world.visit();
			expect((await change(record.id, { stage: 'followUp:called' })).values).toMatchObject({
				pipeline: 'followUp',
				stage: 'followUp:called',
			});
		});

		it('a move within a pipeline changes the stage and nothing else', async () => {
			const record = await world.visit();
			const changes = await changesOf(world.feed, async () => await change(record.id, { stage: 'visiting:refused' }));
			expect(only(changes).changed).toEqual(['stage']);
			expect(only(changes).after).toEqual({ ...record.values, stage: 'visiting:refused' });
		});

		it('a move to another pipeline changes both, in one change', async () => {
			const record = await world.visit();
			const changes = await changesOf(world.feed, async () => await change(record.id, { pipeline: 'followUp' }));
			expect([...only(changes).changed].sort()).toEqual(['pipeline', 'stage']);
			expect(only(changes).after).toMatchObject({ pipeline: 'followUp', stage: 'followUp:called' });
		});

		it('naming the pipeline a record is in keeps its stage', async () => {
			const record = await world.visit({ stage: 'visiting:going' });
			expect(await change(record.id, { pipeline: 'visiting' })).toEqual(record);
		});

		it.each([
			['an unknown stage', { stage: 'visiting:dreaming' }, 'visiting:dreaming'],
			['an unknown pipeline', { pipeline: 'dreaming' }, 'dreaming'],
			['a stage of another record type', { stage: 'care:active' }, 'care:active'],
			['a pipeline of another record type', { pipeline: 'care' }, 'care'],
		])('%s is refused', async (_, values, naming) => {
			const record = await world.visit();
			await expectRefusal(world.visit(values), 'notFound', naming);
			await expectRefusal(change(record.id, values), 'notFound', naming);
			expect(await world.crm.get(record)).toEqual(record);
		});

		it('a stage of another pipeline than the one given is refused', async () => {
			const record = await world.visit();
			const values = { pipeline: 'visiting', stage: 'followUp:called' };
			await expectRefusal(world.visit(values), 'invalidValue', 'followUp:called');
			await expectRefusal(change(record.id, values), 'invalidValue', 'followUp:called');
			expect(await world.crm.get(record)).toEqual(record);
		});

		it('an unknown stage is answered with those there are', async () => {
			await expect(world.visit({ stage: 'visiting:goin' })).rejects.toMatchObject({ remedy: expect.stringContaining('visiting:going') });
		});

		it('a stage is never empty while its type has pipelines', async () => {
			const record = await world.visit({ stage: 'visiting:going' });
			await expectRefusal(change(record.id, { stage: null }), 'missingValue', 'stage');
			expect(await world.crm.get(record)).toEqual(record);
		});

		it('a type without pipelines has no stage and takes none', async () => {
			const record = only(await world.crm.create('permit', [{ values: { title: 'P', number: '1' } }], NOBODY));
			expect(record.values).toMatchObject({ pipeline: null, stage: null });
			await expectRefusal(
				world.crm.update('permit', [{ id: record.id, values: { stage: 'visiting:going' } }], NOBODY),
				'notFound',
				'stage',
			);
		});
	});
}
