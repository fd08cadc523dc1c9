import { nameFromLabel, pluralOf, slugFromName } from '../../../src/model/madeNames';

test.each([
	['Support ticket', 'supportTicket'],
	['  E-mail  (work) ', 'eMailWork'],
	['Заявка на отпуск', 'zayavkaNaOtpusk'],
	['Zgłoszenie', 'zgloszenie'],
	['Ärende', 'arende'],
	["Customer's wish", 'customersWish'],
	['2nd address', 'ndAddress'],
])('the label "%s" gives the name %s', (label, name) => expect(nameFromLabel(label)).toBe(name));

test.each(['', '  ', '!!!', '42', '日本'])('the label "%s" gives none', (label) => {
	expect(() => nameFromLabel(label)).toThrow(expect.objectContaining({ code: 'missingValue', remedy: expect.stringMatching(/\S/) }));
});

test('a part of an id is the first that is not taken', () => {
	expect(slugFromName('In progress', new Set())).toBe('in-progress');
	expect(slugFromName('In progress', new Set(['in-progress', 'in-progress-2']))).toBe('in-progress-3');
	expect(slugFromName('日本', new Set())).toBe('stage');
});

test.each([
	['Company', 'Companies'],
	['Day', 'Days'],
	['Ticket', 'Tickets'],
	['Box', 'Boxes'],
	['Branch', 'Branches'],
	['Заявка', 'Заявка'],
])('several of %s are %s', (one, several) => {
	expect(pluralOf(one)).toBe(several);
});
