import type { StageVisit } from '../../../src/model/stageVisit';
import type { StoreSubject } from '../support/StoreSubject';
import { openStoreFor } from '../support/StoreWorld';
import { all } from '../support/World';

const at = (minute: number) => `2026-03-02T09:${String(minute).padStart(2, '0')}:00.000Z`;

/** How long records were at each stage. */
export function describeStageVisitStore(subject: StoreSubject): void {
	describe('stage visits', () => {
		const world = openStoreFor(subject);
		const store = () => world.ledger.stageVisits;
		const visit = (type: string, id: string, begunBy: string, more: Partial<StageVisit> = {}): StageVisit => ({
			ref: { type, id },
			begunBy,
			pipeline: 'sales',
			stage: 'sales:new',
			enteredAt: at(1),
			enteredBy: null,
			leftAt: null,
			leftBy: null,
			endedBy: null,
			goneAt: null,
			...more,
		});
		const ended = { leftAt: at(9), leftBy: '7', endedBy: 'c2' };
		const names = (visits: readonly StageVisit[]) => visits.map(({ ref, begunBy }) => `${ref.id} ${begunBy}`);

		it('are found by record in the order in which they began, and a later one of the same name replaces it', async () => {
			const first = visit('deal', 'x', 'c1', { ...ended, enteredBy: '5' });
			const second = visit('deal', 'x', 'c2', { stage: 'sales:won', enteredAt: at(9) });
			await store().save([second, visit('deal', 'x', 'c1', { enteredBy: '5' }), visit('deal', 'y', 'c1'), visit('lead', 'x', 'c1')]);
			await store().save([first]);
			expect(await store().ofRecords([{ type: 'deal', id: 'x' }])).toEqual([first, second]);
			expect(names(await store().ofRecords(['x', 'y', 'z'].map((id) => ({ type: 'deal', id }))))).toEqual(['x c1', 'y c1', 'x c2']);
			expect(await store().ofRecords([])).toEqual([]);
			await world.reopen();
			expect(await store().ofRecords([{ type: 'lead', id: 'x' }])).toEqual([visit('lead', 'x', 'c1')]);
		});

		it('of two that began in the same moment, the one that goes on comes last', async () => {
			const short = visit('swift', 'x', 'z', { leftAt: at(1), endedBy: 'a' });
			await store().save([visit('swift', 'x', 'a'), short]);
			expect(names(await store().ofRecords([{ type: 'swift', id: 'x' }]))).toEqual(['x z', 'x a']);
		});

		it('of a type all are read, however many, without those that ended before', async () => {
			const many = Array.from({ length: 10_500 }, (_, index) => visit('many', String(index), 'c1', index % 3 === 0 ? ended : {}));
			await store().save(many);
			const found = await all(store().ofType('many'));
			expect(found).toHaveLength(10_500);
			expect(new Set(names(found)).size).toBe(10_500);
			expect(await all(store().ofType('many', at(9)))).toHaveLength(7_000);
			expect(await all(store().ofType('many', at(8)))).toHaveLength(10_500);
			expect(await all(store().ofType('nothing'))).toEqual([]);
		});

		it('those of records that were deleted long ago are forgotten, and no others', async () => {
			const old = (id: string, goneAt: string | null) => visit('old', id, 'c1', { ...ended, goneAt });
			await store().save([old('a', at(10)), old('b', at(11)), old('c', at(30)), old('d', null)]);
			expect(await world.ledger.retention.forgetStageVisits(at(20), 1)).toBe(1);
			expect(await world.ledger.retention.forgetStageVisits(at(20), 10)).toBe(1);
			expect(await world.ledger.retention.forgetStageVisits(at(20), 10)).toBe(0);
			expect(names(await all(store().ofType('old'))).sort()).toEqual(['c c1', 'd c1']);
		});
	});
}
