import type { RecordRef } from '../../../src/model/record';
import type { ContractSubject } from '../support/ContractSubject';
import { withStageVisits } from '../support/following';
import { NOBODY, only, openFor, refOf } from '../support/World';

/** Which record was at which stage, as it is written down for every CRM. */
export function describeStageVisits(subject: ContractSubject): void {
	describe('stage visits', () => {
		const world = openFor(subject);
		const move = async (ref: RecordRef, stage: string) => await world.crm.update('visit', [{ id: ref.id, values: { stage } }], NOBODY);
		const visitsOf = async (ref: RecordRef) => await world.ledger.stageVisits.ofRecords([refOf(ref)]);
		const pass = () => world.clock.advance(3600_000);

		it('begin when a record is made and when it moves, end when it moves on, one after the other', async () => {
			const record = await withStageVisits(world, async () => {
				const made = await world.visit({ stage: 'visiting:planned' });
				pass();
				return made;
			});
			await withStageVisits(world, async () => {
				await move(record, 'visiting:going');
				pass();
			});
			const [first, second, ...none] = await visitsOf(record);
			expect([first!.stage, second!.stage, none]).toEqual(['visiting:planned', 'visiting:going', []]);
			expect(first).toMatchObject({ pipeline: 'visiting', leftAt: second!.enteredAt, endedBy: second!.begunBy, goneAt: null });
			expect(second).toMatchObject({ pipeline: 'visiting', leftAt: null, endedBy: null });
			expect(first!.enteredAt < second!.enteredAt).toBe(true);
		});

		it('another field changes nothing, and a record without changes of its stage costs no row', async () => {
			const record = await world.visit({ stage: 'visiting:planned' });
			await withStageVisits(world, async () => {
				await world.crm.update('visit', [{ id: record.id, values: { note: 'x' } }], NOBODY);
			});
			expect(await visitsOf(record)).toEqual([]);
		});

		it('end when the record is deleted', async () => {
			const record = await withStageVisits(world, async () => await world.visit({ stage: 'visiting:planned' }));
			pass();
			await withStageVisits(world, async () => {
				await world.crm.remove([refOf(record)], NOBODY);
			});
			const visit = only(await visitsOf(record));
			expect(visit.leftAt).not.toBeNull();
			expect(visit.goneAt).not.toBeNull();
		});

		if (subject.lacks.includes('restore')) return;

		it('begin again when it is restored', async () => {
			const record = await withStageVisits(world, async () => await world.visit({ stage: 'visiting:going' }));
			await withStageVisits(world, async () => {
				pass();
				await world.crm.remove([refOf(record)], NOBODY);
				pass();
				await world.crm.restore!([refOf(record)], NOBODY);
			});
			const [before, after] = await visitsOf(record);
			expect([before!.stage, after!.stage]).toEqual(['visiting:going', 'visiting:going']);
			expect([before!.goneAt, after!.goneAt, after!.leftAt]).toEqual([null, null, null]);
			expect(before!.leftAt! < after!.enteredAt).toBe(true);
		});
	});
}
