import type { Calendars, CompanyCalendar, PersonCalendar } from '../../model/calendars';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { CalendarStore } from '../LedgerCalendars';
import type { LedgerTables } from './ledgerTables';

/** In the place of the id of a person. */
const COMPANY = '';

export class SqlCalendars implements CalendarStore {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async find(): Promise<Calendars> {
		const rows = await this.database.db().selectFrom('working_calendar').selectAll().orderBy('user_id').execute();
		const company = rows.find(({ user_id: id }) => id === COMPANY);
		return {
			company: company === undefined ? null : (JSON.parse(company.content) as CompanyCalendar),
			people: rows
				.filter(({ user_id: id }) => id !== COMPANY)
				.map(({ user_id: userId, content }) => ({ userId, ...(JSON.parse(content) as Omit<PersonCalendar, 'userId'>) })),
		};
	}

	async change(): Promise<Calendars> {
		await this.database.takeTurns('calendars');
		return await this.find();
	}

	async saveCompany(calendar: CompanyCalendar): Promise<void> {
		await this.save(COMPANY, calendar);
	}

	async savePerson({ userId, ...calendar }: PersonCalendar): Promise<void> {
		if (calendar.timeZone === null && calendar.hours === null && calendar.absences.length === 0)
			await this.database.db().deleteFrom('working_calendar').where('user_id', '=', userId).execute();
		else await this.save(userId, calendar);
	}

	private async save(userId: string, calendar: CompanyCalendar | Omit<PersonCalendar, 'userId'>): Promise<void> {
		const content = JSON.stringify(calendar);
		await this.database
			.db()
			.insertInto('working_calendar')
			.values({ user_id: userId, content })
			.onConflict((conflict) => conflict.column('user_id').doUpdateSet({ content }))
			.execute();
	}
}
