import { CrmError } from '../../../src/model/CrmError';
import type { ContractSubject } from '../support/ContractSubject';
import { changesOf, changesTo, replay } from '../support/feed';
import { NOBODY, only, openFor, refOf } from '../support/World';

/** Several at work on the same records, in one process and in two. */
export function describeConcurrency(subject: ContractSubject): void {
	describe('concurrency', () => {
		const world = openFor(subject);

		it('fifty records made at once are fifty records', async () => {
			const other = await world.openAnother();
			const crms = [world.crm, other.crm];
			const changes = await changesOf(world.feed, async () => {
				const made = await Promise.all(
					Array.from(
						{ length: 50 },
						async (_, index) => await crms[index % 2]!.create('clinic', [{ values: { title: `At once ${index}` } }], NOBODY),
					),
				);
				expect(made.map((records) => records[0]!.values['title'])).toEqual(made.map((_, index) => `At once ${index}`));
				expect(new Set(made.map((records) => records[0]!.id)).size).toBe(50);
			});
			expect(new Set(changes.map((change) => change.ref.id)).size).toBe(50);
		});

		it('updates of one record at once all count, each as a change of its own', async () => {
			const other = await world.openAnother();
			const record = await world.visit({ distance: 0 });
			const changes = await changesOf(world.feed, async () => {
				const crms = [world.crm, other.crm];
				await Promise.all(
					Array.from(
						{ length: 20 },
						async (_, index) => await crms[index % 2]!.update('visit', [{ id: record.id, values: { distance: index + 1 } }], NOBODY),
					),
				);
			});
			const own = changesTo(refOf(record), changes);
			if (subject.polled) {
				const left = (await world.crm.get(record))?.values['distance'];
				expect(only(own)).toMatchObject({ before: { distance: 0 }, after: { distance: left } });
				return;
			}
			expect((await world.crm.get(record))?.version).toBe(String(Number(record.version) + 20));
			expect(own.map((change) => change.after?.['distance']).sort()).toEqual(Array.from({ length: 20 }, (_, index) => index + 1).sort());
			for (const [index, change] of own.entries()) {
				if (subject.capabilities.valuesBefore)
					expect(change.before?.['distance']).toBe(index === 0 ? 0 : own[index - 1]!.after?.['distance']);
			}
			expect((await world.crm.get(record))?.values['distance']).toBe(own.at(-1)?.after?.['distance']);
		});

		it('of those who change one version at once exactly one wins, the others are told', async () => {
			const other = await world.openAnother();
			for (let round = 0; round < 5; round++) {
				const record = await world.visit();
				const crms = [world.crm, other.crm, world.crm, other.crm];
				const outcomes = await Promise.allSettled(
					crms.map(
						async (crm, index) =>
							await crm.update('visit', [{ id: record.id, values: { note: `by ${index}` }, ifVersion: record.version }], NOBODY),
					),
				);
				const winners = outcomes.flatMap((outcome, index) => (outcome.status === 'fulfilled' ? [`by ${index}`] : []));
				expect(winners).toHaveLength(1);
				expect((await world.crm.get(record))?.values['note']).toBe(winners[0]);
				for (const outcome of outcomes) {
					if (outcome.status === 'rejected') expect(outcome.reason instanceof CrmError && outcome.reason.code).toBe('conflict');
				}
			}
		});

		it('of two who remove one record at once one does, the other is told that it is gone', async () => {
			const other = await world.openAnother();
			const record = await world.visit();
			const outcomes = await Promise.allSettled([world.crm, other.crm].map(async (crm) => await crm.remove([refOf(record)], NOBODY)));
			expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
			expect(outcomes.find((outcome) => outcome.status === 'rejected')).toMatchObject({ reason: { code: 'notFound' } });
		});

		it('a reader among writers sees every change once, in an order that adds up', async () => {
			const other = await world.openAnother();
			let cursor = await world.feed.head();
			const seen: Awaited<ReturnType<typeof world.feed.read>>['changes'] = [];
			let writing = true;
			const writers = [world.crm, other.crm].map(async (crm, writer) => {
				for (let round = 0; round < 40; round++) {
					const records = await crm.create(
						'clinic',
						[{ values: { title: `${writer} a ${round}` } }, { values: { title: `${writer} b ${round}` } }],
						NOBODY,
					);
					await crm.update(
						'clinic',
						records.map(({ id }) => ({ id, values: { title: `${writer} changed ${round}` } })),
						NOBODY,
					);
					await crm.remove([refOf(records[0]!)], NOBODY);
				}
			});
			const written = Promise.all(writers).finally(() => (writing = false));
			for (let last = false; !last;) {
				last = !writing;
				const page = await world.feed.read(cursor, 7);
				seen.push(...page.changes);
				cursor = page.cursor;
				if (page.changes.length > 0) last = false;
				await new Promise((resolve) => setImmediate(resolve));
			}
			await written;
			const removals = subject.capabilities.deletions ? 80 : 0;
			if (!subject.polled) expect(seen).toHaveLength(2 * 40 * 4 + removals);
			expect(new Set(seen.map((change) => change.id)).size).toBe(seen.length);
			expect(replay(seen).size).toBe(160 - removals);
		});
	});
}
