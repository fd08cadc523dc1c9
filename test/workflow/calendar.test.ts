import { searchAbsences } from '../../nodes/shared/listSearch';
import { getTimeZones } from '../../nodes/shared/loadOptions';
import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { askedFrom } from './support/editorForm';
import { chosen, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const step = (operation: string, more: object = {}) => oneStep({ resource: 'calendar', operation, ...more });
const run = async (operation: string, more: object = {}) => (await runWorkflow(step(operation, more))).json('CRM');
const BORIS = { user: chosen('boris@example.com') };
const ANNA = { user: chosen('anna@example.com') };

async function officeHours(more: object = {}): Promise<void> {
	await run('setCompany', {
		timeZone: 'Europe/Warsaw',
		hours: {
			span: [
				{ opens: '8:00', closes: '12:00' },
				{ weekdays: ['Monday', 'Tuesday'], opens: '13:00', closes: '17:30' },
			],
		},
		holidays: '2026-03-03 Day of the company\n\n12-25 Christmas\n',
		...more,
	});
}

/** A task for Anna, with a deadline in working days from a moment. */
async function deadlineOf(days: number, from: string): Promise<object> {
	const deadline = { kind: 'relative', amount: days, unit: 'days', workingTime: true, from } as const;
	const { createTasks } = await import('../../src/automation/families/tasks/tasks');
	const [task] = await createTasks.perform(
		company.scope,
		[{ title: 'Call', responsible: { kind: 'user', user: 'anna@example.com' }, deadline }] as never,
		{},
	);
	return { deadline: task!['deadline'], deadlineLocal: task!['deadlineLocal'] };
}

describe('the calendar of the company', () => {
	test('is the usual one until it is set, and is then shown as it was filled in, in order', async () => {
		expect((await run('get'))[0]).toMatchObject({ user: null, isUsual: true, hours: expect.arrayContaining([]), holidays: [] });
		await officeHours();
		const [calendar] = await run('get');
		expect(calendar).toMatchObject({ user: null, isUsual: false, timeZone: 'Europe/Warsaw' });
		expect(calendar!.hours).toEqual([
			{ weekday: 'Monday', opens: '08:00', closes: '12:00' },
			{ weekday: 'Monday', opens: '13:00', closes: '17:30' },
			{ weekday: 'Tuesday', opens: '08:00', closes: '12:00' },
			{ weekday: 'Tuesday', opens: '13:00', closes: '17:30' },
			...['Wednesday', 'Thursday', 'Friday'].map((weekday) => ({ weekday, opens: '08:00', closes: '12:00' })),
		]);
		expect(calendar!.holidays).toEqual([
			{ date: '12-25', name: 'Christmas', everyYear: true },
			{ date: '2026-03-03', name: 'Day of the company', everyYear: false },
		]);
	});

	test('two working days from a Saturday are the end of the second day worked, shown with the zone', async () => {
		const saturday = '2026-02-28T12:00:00Z';
		await officeHours({ holidays: '' });
		expect(await deadlineOf(2, saturday)).toEqual({
			deadline: '2026-03-03T16:30:00.000Z',
			deadlineLocal: '2026-03-03 17:30 Europe/Warsaw',
		});
		// The next step sees what was edited.
		await officeHours();
		expect(await deadlineOf(2, saturday)).toMatchObject({ deadlineLocal: '2026-03-04 12:00 Europe/Warsaw' });
	});

	test.each([
		['no hours', { hours: {} }, 'The calendar has no working hours'],
		['a row without weekdays', { hours: { span: [{ weekdays: [], opens: '09:00', closes: '10:00' }] } }, 'have no weekday'],
		['no time of day', { hours: { span: [{ opens: '9 am', closes: '10:00' }] } }, 'Monday: "9 am" is not a time of day'],
		['hours over midnight', { hours: { span: [{ weekdays: ['Friday'], opens: '22:00', closes: '06:00' }] } }, 'ends before it begins'],
		[
			'hours that overlap',
			{
				hours: {
					span: [
						{ opens: '09:00', closes: '12:00' },
						{ opens: '11:00', closes: '13:00' },
					],
				},
			},
			'Monday 09:00 to 12:00 and 11:00 to 13:00 overlap',
		],
		['an unknown zone', { timeZone: 'Mars/Base' }, '"Mars/Base" is not a time zone'],
		['no date', { holidays: 'Christmas' }, 'Holidays: "Christmas" is not a day'],
		['a date that is none', { holidays: '02-30' }, 'Holidays: "02-30" is not a day'],
		['a holiday twice', { holidays: '12-25\n12-25 Christmas' }, '12-25 is among the holidays twice'],
	])('%s is refused', async (_, wrong, message) => {
		const hours = { span: [{ opens: '09:00', closes: '17:00' }] };
		const { error } = await runWorkflow(step('setCompany', { hours, ...wrong }));
		expect(error?.message).toContain(message);
		expect((await run('get'))[0]).toMatchObject({ isUsual: true });
	});

	test('a calendar on whose every day there is a holiday gives an error, not an endless search', async () => {
		const days = Array.from({ length: 366 }, (_, day) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(5, 10));
		await officeHours({ holidays: days.join('\n') });
		await expect(deadlineOf(2, '2026-02-28T12:00:00Z')).rejects.toThrow('no working day within ten years');
		expect((await run('get'))[0]).toMatchObject({ isWorkingNow: false, nextWorkingMoment: null });
	});
});

describe('the calendar of a person', () => {
	test('has own hours and an own zone, and goes back to those of the company', async () => {
		await officeHours();
		const hours = { span: [{ weekdays: ['Saturday'], opens: '10:00', closes: '14:00' }] };
		expect((await run('setHours', { ...ANNA, hours, timeZone: 'Asia/Kolkata' }))[0]).toMatchObject({
			user: 'Anna Agent',
			timeZone: 'Asia/Kolkata',
			ownHours: true,
			ownTimeZone: true,
			hours: [{ weekday: 'Saturday', opens: '10:00', closes: '14:00' }],
		});
		expect(await deadlineOf(1, '2026-03-02T12:00:00Z')).toEqual({
			deadline: '2026-03-07T08:30:00.000Z',
			deadlineLocal: '2026-03-07 14:00 Asia/Kolkata',
		});
		await run('setHours', { ...ANNA, hoursOf: 'company' });
		expect((await run('get', ANNA))[0]).toMatchObject({ timeZone: 'Europe/Warsaw', ownHours: false, ownTimeZone: false });
	});

	test('days away are not worked', async () => {
		await officeHours({ holidays: '' });
		await run('addAbsence', { ...ANNA, from: '2026-03-02', to: '2026-03-04' });
		expect(await deadlineOf(1, '2026-02-28T12:00:00Z')).toMatchObject({ deadlineLocal: '2026-03-05 12:00 Europe/Warsaw' });
	});
});

describe('absences', () => {
	const vacation = { ...BORIS, from: '2026-07-06', to: '2026-07-17' };
	const absences = async (more: object = {}) => await run('getAbsences', { when: 'all', returnAll: true, ...more });

	test('are added once, listed for a period, offered on the form, and removed', async () => {
		const additionalFields = { substitute: 'anna@example.com', reason: 'Vacation' };
		const shown = { user: 'Boris Lead', from: '2026-07-06', to: '2026-07-17', substitute: 'Anna Agent', reason: 'Vacation' };
		expect((await run('addAbsence', { ...vacation, additionalFields }))[0]).toMatchObject(shown);
		await run('addAbsence', { ...vacation, additionalFields });
		expect(await absences()).toMatchObject([{ ...shown, inCrm: false }]);
		expect(await absences({ when: 'period', from: '2026-07-17', to: '2026-07-31' })).toHaveLength(1);
		expect(await absences({ when: 'period', from: '2026-07-18', to: '2026-07-31' })).toHaveLength(0);
		expect(await absences({ when: 'now' })).toHaveLength(0);
		const form = askedFrom({ resource: 'calendar', operation: 'removeAbsence', ...BORIS });
		const { results } = await searchAbsences.call(form);
		expect(results).toMatchObject([{ name: 'from 2026-07-06 to 2026-07-17', value: '2026-07-06' }]);
		const removed = await run('removeAbsence', { ...BORIS, absence: chosen('2026-07-06') });
		expect(removed).toMatchObject([{ removed: true, ...shown }]);
		expect(await absences()).toEqual([]);
	});

	test('what the CRM itself says of its users is among them', async () => {
		const { users } = company.scope.crm;
		await users.update!([{ id: company.users.clara, absentFrom: '2020-01-01' }], {});
		expect(await absences({ when: 'now' })).toMatchObject([
			{ user: 'Clara Head', from: '2020-01-01', to: null, substitute: null, awayNow: true, inCrm: true },
		]);
	});

	test('notices for a supervisor who is away go to the substitute', async () => {
		const record = { recordSource: 'choose', recordType: chosen('deal'), recordId: chosen(company.deal) };
		const notify = oneStep({ resource: 'notification', operation: 'notifySupervisor', text: 'Look', ...record });
		const told = async () => (await runWorkflow(notify)).json('CRM')[0]!['notified'];
		expect(await told()).toMatchObject([{ name: 'Boris Lead' }]);
		const [sue] = await company.scope.crm.users.create!([{ name: 'Sue Stand-In' }], {});
		await run('addAbsence', { ...BORIS, from: '2000-01-01', to: '2999-12-31', additionalFields: { substitute: sue!.id } });
		expect(await told()).toMatchObject([{ name: 'Sue Stand-In' }]);
	});

	test.each([
		[
			'the end before the beginning',
			'addAbsence',
			{ ...BORIS, from: '2026-07-06', to: '2026-07-01' },
			'ends on 2026-07-01, before it begins',
		],
		['no day', 'addAbsence', { ...BORIS, from: 'soon' }, 'soon'],
		[
			'oneself as substitute',
			'addAbsence',
			{ ...vacation, additionalFields: { substitute: 'boris@example.com' } },
			'Nobody can be his own substitute',
		],
		['an unknown person', 'addAbsence', { ...vacation, user: chosen('Nobody') }, 'Nobody'],
		[
			'days on which the person is away already',
			'addAbsence',
			{ ...BORIS, from: '2026-01-03', to: '2026-01-09' },
			'away already on 2026-01-05',
		],
		['an absence that is not there', 'removeAbsence', { ...BORIS, absence: chosen('2026-07-06') }, 'no absence that begins on 2026-07-06'],
	])('%s is refused', async (_, operation, parameters, message) => {
		await run('addAbsence', { ...BORIS, from: '2026-01-05' });
		const { error } = await runWorkflow(step(operation, parameters));
		expect(error?.message).toContain(message);
		expect(await absences()).toHaveLength(1);
	});

	test('a role that does not allow to edit users allows none of it', async () => {
		const { companions, crm } = company.scope;
		await companions.permissions.save('employee', [{ recordType: 'deal', allowed: ['see', 'edit'], ownOnly: false }]);
		await crm.users.update!([{ id: company.users.anna, role: 'employee' }], {});
		const actor = { additionalFields: { actor: 'anna@example.com' } };
		for (const [operation, parameters] of [
			['addAbsence', { ...vacation }],
			['setHours', { ...BORIS, hoursOf: 'company' }],
			['setCompany', { hours: { span: [{ opens: '09:00', closes: '17:00' }] } }],
		] as const) {
			const { error } = await runWorkflow(step(operation, { ...parameters, ...actor, actor: chosen('anna@example.com') }));
			expect(error?.message).toContain('may not');
		}
	});
});

test('time zones are listed by name', async () => {
	const form = askedFrom({ resource: 'calendar', operation: 'setCompany' });
	const zones = await getTimeZones.call(form);
	expect(zones.map(({ value }) => value)).toEqual(expect.arrayContaining(['UTC', 'Europe/Warsaw', 'Australia/Lord_Howe']));
});
