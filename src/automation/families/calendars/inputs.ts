import { z } from 'zod/v4';
import { WEEKDAYS } from '../../../model/workingCalendar';
import { moment, person } from '../../words/inputs/parts';

const hours = z
	.array(
		z.strictObject({
			weekdays: z.array(z.enum(WEEKDAYS)).readonly(),
			opens: z.string().describe('09:00'),
			closes: z.string().describe('Later on the same day; 24:00 is its end'),
		}),
	)
	.readonly();

export const setCompanyCalendarInput = z.strictObject({
	timeZone: z.string().optional().describe('IANA name; default: the zone of the workflow'),
	hours,
	holidays: z.array(z.string()).readonly().describe('Each a date (YYYY-MM-DD, or MM-DD for every year), and perhaps its name after it'),
});

export const setWorkingHoursInput = z.strictObject({
	user: person,
	timeZone: z.string().optional().describe('IANA name; default: that of the company'),
	hours: hours.optional().describe('Default: those of the company'),
});

export const addAbsenceInput = z.strictObject({
	user: person,
	from: moment.describe('The first day away'),
	to: moment.optional().describe('The last day away; default: the first'),
	substitute: person.optional(),
	reason: z.string().optional(),
});

export const removeAbsenceInput = z.strictObject({ user: person, from: moment.describe('The first day of the absence') });

export type GivenHours = z.infer<typeof hours>;
export type SetCompanyCalendarInput = z.infer<typeof setCompanyCalendarInput>;
export type SetWorkingHoursInput = z.infer<typeof setWorkingHoursInput>;
export type AddAbsenceInput = z.infer<typeof addAbsenceInput>;
export type RemoveAbsenceInput = z.infer<typeof removeAbsenceInput>;
