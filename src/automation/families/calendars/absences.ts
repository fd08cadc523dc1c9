import {
	absenceOfCrm,
	type Away,
	checkAbsence,
	emptyCalendar,
	FIRST_DATE,
	LAST_DATE,
	shownDays,
	withAbsence,
	type Absence,
} from '../../../model/calendars';
import { isBlank, readDate } from '../../../model/coercion';
import { CrmError } from '../../../model/CrmError';
import type { Output } from '../../../model/output';
import type { People } from '../../../model/people';
import type { User } from '../../../model/user';
import type { Days } from '../../../model/workingCalendar';
import type { Operation } from '../../engine/effects/Operation';
import type { Scope } from '../../engine/Scope';
import { Directory } from '../../words/directory/directory';
import type { AddAbsenceInput, RemoveAbsenceInput } from './inputs';

export type AbsenceOutput = Output & { user: string; userId: string };

export interface AbsenceFilter {
	/** Id, e-mail or name. */
	user?: string;
	/** `now`: who is away at this moment; `period`: on some day from `from` to `to`; `all`: also what is over. */
	when: 'now' | 'period' | 'all';
	from?: string;
	/** Default: `from`. */
	to?: string;
	/** At most that many; absent: all. */
	limit?: number;
}

/** Said twice it is the same as once. Throws notFound, invalidValue, conflict (away on some of the days already). */
export const addAbsences: Operation<AddAbsenceInput, AbsenceOutput> = {
	name: 'calendar.addAbsence',
	writes: 'ledger',
	right: { right: 'edit', on: () => ({ allOf: 'user' }) },
	target: ({ user, from }) => [user, from],
	async perform(scope, inputs) {
		const directory = new Directory(scope);
		const people = await directory.people();
		const added: Array<{ user: User; absence: Absence }> = [];
		for (const input of inputs) {
			const user = people.resolve(input.user, 'User');
			const from = readDate(input.from, scope.timeZone, 'From');
			const absence = checkAbsence(
				{
					from,
					to: isBlank(input.to) ? from : readDate(input.to, scope.timeZone, 'To'),
					substituteId: isBlank(input.substitute) ? null : people.resolve(input.substitute, 'Substitute').id,
					reason: input.reason ?? null,
				},
				user.id,
			);
			const present = await presentCalendar(scope, user.id);
			await scope.ledger.calendars.savePerson(withAbsence(present, absence, user.name));
			added.push({ user, absence });
		}
		const away = await directory.away();
		return added.map(({ user, absence }) => presentAbsence(user, absence, people, away));
	},
};

/** Throws notFound with those that there are. */
export const removeAbsences: Operation<RemoveAbsenceInput, AbsenceOutput> = {
	name: 'calendar.removeAbsence',
	writes: 'ledger',
	right: { right: 'edit', on: () => ({ allOf: 'user' }) },
	target: ({ user, from }) => [user, from],
	async perform(scope, inputs) {
		const directory = new Directory(scope);
		const people = await directory.people();
		const removed: Array<{ user: User; absence: Absence }> = [];
		for (const { user: reference, from } of inputs) {
			const user = people.resolve(reference, 'User');
			const day = readDate(from, scope.timeZone, 'Absence');
			const present = await presentCalendar(scope, user.id);
			const absence = present.absences.find((each) => each.from === day);
			if (absence === undefined) throw unknownAbsence(user, day, present.absences);
			await scope.ledger.calendars.savePerson({ ...present, absences: present.absences.filter((each) => each !== absence) });
			removed.push({ user, absence });
		}
		const away = await directory.away();
		return removed.map(({ user, absence }) => ({ removed: true, ...presentAbsence(user, absence, people, away) }));
	},
};

/** By their first days. What the CRM itself says of its users is among them. Throws notFound, invalidValue, missingValue. */
export async function findAbsences(scope: Scope, filter: AbsenceFilter): Promise<AbsenceOutput[]> {
	const directory = new Directory(scope);
	const [people, away] = [await directory.people(), await directory.away()];
	const calendars = new Map((await scope.ledger.calendars.find()).people.map((calendar) => [calendar.userId, calendar]));
	const users = isBlank(filter.user) ? people.all : [people.resolve(filter.user, 'User')];
	const isMeant = meant(scope, filter);
	const found = users.flatMap((user) => {
		const ofCrm = absenceOfCrm(user);
		const own = (calendars.get(user.id)?.absences ?? []).map((absence) => ({ user, absence, inCrm: false }));
		return [...own, ...(ofCrm === undefined ? [] : [{ user, absence: ofCrm, inCrm: true }])];
	});
	return found
		.filter(({ user, absence }) => isMeant(absence, away.dayOf(user)))
		.sort((one, other) => (one.absence.from < other.absence.from ? -1 : 1))
		.slice(0, filter.limit)
		.map(({ user, absence, inCrm }) => ({ ...presentAbsence(user, absence, people, away), inCrm }));
}

function meant({ timeZone }: Scope, { when, from, to }: AbsenceFilter): (days: Days, today: string) => boolean {
	if (when === 'all') return () => true;
	if (when === 'now') return (days, today) => days.from <= today && today <= days.to;
	if (isBlank(from)) throw new CrmError('missingValue', '"From" is empty.', 'Give the first day of the period.');
	const first = readDate(from, timeZone, 'From');
	const last = isBlank(to) ? first : readDate(to, timeZone, 'To');
	return (days) => days.from <= last && first <= days.to;
}

async function presentCalendar(scope: Scope, id: string) {
	return (await scope.ledger.calendars.change()).people.find(({ userId }) => userId === id) ?? emptyCalendar(id);
}

function presentAbsence(user: User, absence: Absence, people: People, away: Away): AbsenceOutput {
	const { from, to, substituteId, reason } = absence;
	const today = away.dayOf(user);
	return {
		user: user.name,
		userId: user.id,
		from: from === FIRST_DATE ? null : from,
		to: to === LAST_DATE ? null : to,
		substitute: people.nameOf(substituteId),
		substituteId,
		reason,
		awayNow: from <= today && today <= to,
	};
}

function unknownAbsence({ name }: User, day: string, absences: readonly Absence[]): CrmError {
	const remedy =
		absences.length === 0
			? `${name} has no absences. What "Absent From" and "Absent Until" of the user say is emptied with User › Update.`
			: `Choose one of: ${absences.map(shownDays).join(', ')}.`;
	return new CrmError('notFound', `${name} has no absence that begins on ${day}.`, remedy);
}
