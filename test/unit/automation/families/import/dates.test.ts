import { dayOrdersIn, readDateText, type DateClues } from '../../../../../src/automation/families/import/dateFormats';

const read = (text: string, clues: DateClues = {}) => {
	const date = readDateText(text, clues);
	return typeof date === 'string' ? date : date.problem;
};

test.each([
	['2026-03-31', '2026-03-31'],
	['2026-3-5', '2026-03-05'],
	['2026/03/31', '2026-03-31'],
	['2026.03.31', '2026-03-31'],
	['2026-03-31 14:30', '2026-03-31T14:30:00'],
	['2026-03-31T14:30:00.000Z', '2026-03-31T14:30:00.000Z'],
	['2026-03-31T14:30:00+02:00', '2026-03-31T14:30:00+02:00'],
	['20260331', '20260331'],
	['31.03.2026', '2026-03-31'],
	['5.3.2026', '2026-03-05'],
	['31. 3. 2026', '2026-03-31'],
	['31.03.26', '2026-03-31'],
	['31.03.99', '1999-03-31'],
	['31.03.2026 r.', '2026-03-31'],
	['31.03.2026 14:30', '2026-03-31T14:30:00'],
	['31.03.2026, 14:30:15', '2026-03-31T14:30:15'],
	['31/03/2026', '2026-03-31'],
	['31-03-2026', '2026-03-31'],
	['03/31/2026', '2026-03-31'],
	['3/31/2026 2:30 PM', '2026-03-31T14:30:00'],
	['3/31/2026 12:05 am', '2026-03-31T00:05:00'],
	['05/05/2026', '2026-05-05'],
	['31 March 2026', '2026-03-31'],
	['31-Mar-26', '2026-03-31'],
	['March 31, 2026', '2026-03-31'],
	['46112', '2026-03-31'],
	['46112,604166666664', '2026-03-31T14:30:00'],
])('%j is %s, whatever else the file has', (text, date) => expect(read(text)).toBe(date));

test.each([
	['12', 'is no date'],
	['1530', 'is no date'],
	['311210', 'is no date'],
	['soon', 'is no date'],
	['31.03', 'is no date'],
	['31 Foo 2026', 'is no date'],
	['31.02.2026', 'is no day of the calendar'],
	['32.01.2026', 'is no day of the calendar'],
	['2026-13-01', 'is no day of the calendar'],
	['31.03.2026 25:00', 'is no date'],
])('%j is refused', (text, problem) => expect(read(text)).toBe(problem));

test('day and month are told apart by what is chosen, by the column, by the file, or not at all', () => {
	expect(read('03/04/2026')).toBe('can be 2026-04-03 or 2026-03-04');
	expect(readDateText('03/04/2026', {})).toMatchObject({ remedy: expect.stringContaining('"Date Format"') });
	expect(read('03/04/2026', { column: 'dayFirst', file: undefined })).toBe('2026-04-03');
	expect(read('03/04/2026', { column: 'monthFirst', file: 'dayFirst' })).toBe('2026-03-04');
	expect(read('03/04/2026', { file: 'dayFirst' })).toBe('2026-04-03');
	expect(read('03/04/2026', { chosen: 'monthFirst', column: 'dayFirst' })).toBe('2026-03-04');
});

test('a chosen format is kept to, but for dates that are clear without it', () => {
	expect(read('31/03/2026', { chosen: 'monthFirst' })).toBe('is no date of the format 03/31/2026');
	expect(read('03/31/2026', { chosen: 'dayFirst' })).toBe('is no date of the format 31.03.2026');
	expect([read('2026-03-31', { chosen: 'dayFirst' }), read('31 March 2026', { chosen: 'monthFirst' })]).toEqual([
		'2026-03-31',
		'2026-03-31',
	]);
});

test('what dates show of their order', () => {
	expect(dayOrdersIn(['2026-03-31', '03/04/2026', '31 March 2026', 'soon'])).toEqual(new Set());
	expect(dayOrdersIn(['03/04/2026', '31/03/2026'])).toEqual(new Set(['dayFirst']));
	expect(dayOrdersIn(['03/31/2026', '31.03.2026'])).toEqual(new Set(['monthFirst', 'dayFirst']));
});
