import type { PersonCalendar } from '../../../src/model/calendars';
import type { StoreSubject } from '../support/StoreSubject';
import { openStoreFor } from '../support/StoreWorld';

/** When the company and its people work. */
export function describeCalendarStore(subject: StoreSubject): void {
	describe('calendars', () => {
		const world = openStoreFor(subject);
		const store = () => world.ledger.calendars;
		const company = {
			timeZone: 'Europe/Warsaw',
			hours: [{ weekday: 1, opens: '09:00', closes: '13:00' }],
			holidays: [{ date: '12-25', name: 'Boże Narodzenie 🎄' }],
		};
		const person = (userId: string, from = '2026-07-06'): PersonCalendar => ({
			userId,
			timeZone: null,
			hours: null,
			absences: [{ from, to: '2026-07-17', substituteId: 'Ł-9', reason: 'vacation' }],
		});

		it('are there as they were saved, also after a restart, until they are replaced', async () => {
			expect(await store().find()).toEqual({ company: null, people: [] });
			await store().saveCompany(company);
			await store().savePerson(person('Ł-7'));
			await world.reopen();
			expect(await store().find()).toEqual({ company, people: [person('Ł-7')] });
			await store().saveCompany({ ...company, timeZone: 'Asia/Kolkata' });
			await store().savePerson({ userId: 'Ł-7', timeZone: null, hours: null, absences: [] });
			expect(await store().find()).toEqual({ company: { ...company, timeZone: 'Asia/Kolkata' }, people: [] });
		});

		it('of many who change one at once, each sees the change before, in two processes too', async () => {
			const other = await world.openAnother();
			const add = async (ledger: typeof world.ledger, day: number) =>
				await ledger.transaction(async () => {
					const { people } = await ledger.calendars.change();
					const present = people.find(({ userId }) => userId === 'many') ?? { ...person('many'), absences: [] };
					const date = `2026-08-${String(day).padStart(2, '0')}`;
					const absences = [...present.absences, { from: date, to: date, substituteId: null, reason: null }];
					await ledger.calendars.savePerson({ ...present, absences });
				});
			await Promise.all(
				Array.from({ length: 20 }, async (_, index) => await add(index % 2 === 0 ? world.ledger : other.ledger, index + 1)),
			);
			expect((await store().find()).people.find(({ userId }) => userId === 'many')?.absences).toHaveLength(20);
		});
	});
}
