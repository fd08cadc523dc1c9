import { parameterLine, readParameterLines, readTaskLines, taskLine } from '../../../src/model/templateOutline';

test('parameters are written one per line, with what they are after a colon, and their choices below, one per line', () => {
	const text = `
Delivery address: address, required
Delivery date: Date
Price range: required
- up to 500
- 500 to 1,000
- over 1,000
Text on the card: long text
Customer: record contact, required
Gift`;
	expect(readParameterLines(text)).toEqual([
		{ label: 'Delivery address', kind: 'address', required: true },
		{ label: 'Delivery date', kind: 'date', required: false },
		{ label: 'Price range', kind: 'choice', required: true, choices: ['up to 500', '500 to 1,000', 'over 1,000'] },
		{ label: 'Text on the card', kind: 'text', required: false },
		{ label: 'Customer', kind: 'record', target: 'contact', required: true },
		{ label: 'Gift', kind: 'string', required: false },
	]);
});

test('tasks are written one per line, those before them below, by their titles', () => {
	const text = 'Buy the flowers\r\nMake the bouquet, with ribbon\r\n- after: Buy the flowers\r\n– After: Write the card';
	expect(readTaskLines(text)).toEqual([
		{ title: 'Buy the flowers', after: [] },
		{ title: 'Make the bouquet, with ribbon', after: ['Buy the flowers', 'Write the card'] },
	]);
});

test.each([
	'Delivery address: address, required',
	'Price range: required | up to 500 | over 1,000',
	'Rush: yes or no',
	'Note: long text',
	'Customer: record contact',
	'Gift',
	'Size: short text, required',
])('"%s" in one line is read as it is written', (line) => {
	const [parameter, ...more] = readParameterLines(line);
	expect(more).toEqual([]);
	expect(parameterLine(parameter!)).toBe(line);
});

test('a task in one line is read as it is written', () => {
	const line = 'Deliver | after: Buy the flowers | after: Write the card';
	expect(readTaskLines(line).map(taskLine)).toEqual([line]);
});

test.each([
	['Gift\nPrice range: dat', 'Parameter 2 (Price range): "dat" does not say what it is.'],
	['Customer: record', 'Parameter 1 (Customer): "record" does not say what it is.'],
	['Date: date\n- Monday', 'Parameter 1 (Date): it has choices but is written as date.'],
	[': date', 'Parameter 1: the label is missing.'],
	['- over 1,000', '"- over 1,000" stands below no parameter.'],
])('the parameters %j are refused, with what and where it is', (text, message) => {
	expect(() => readParameterLines(text)).toThrow(expect.objectContaining({ code: 'invalidValue', message }));
});

test.each([
	['Buy\nDeliver\n- before: Buy', 'Task 2 (Deliver): "before: Buy" is not understood.'],
	['- after: Buy', '"- after: Buy" stands below no task.'],
])('the tasks %j are refused, with what and where it is', (text, message) => {
	expect(() => readTaskLines(text)).toThrow(expect.objectContaining({ code: 'invalidValue', message }));
});

test('positions count on from what stands before', () => {
	expect(() => readParameterLines('Price: dat', 4)).toThrow('Parameter 5 (Price): "dat" does not say what it is.');
});
