import { headingReader, partOfList } from '../../../src/model/headings';

const FIELDS = [
	{ name: 'title', label: 'Title' },
	{ name: 'closeDate', label: 'Close Date' },
	{ name: 'email', label: 'Email' },
	{ name: 'value2', label: 'Amount' },
	{ name: 'amount', label: 'Deal value' },
	{ name: 'size', label: 'Größe' },
	{ name: 'first', label: 'Twice' },
	{ name: 'second', label: 'Twice' },
	{ name: 'rate', label: '%' },
];
const fieldOf = headingReader(FIELDS);

test.each([
	['closeDate', 'closeDate'],
	['Close Date', 'closeDate'],
	['CLOSE DATE', 'closeDate'],
	[' close_date ', 'closeDate'],
	['Close-Date *', 'closeDate'],
	['closedate', 'closeDate'],
	['E-Mail', 'email'],
	['GRÖSSE', undefined],
	['GRÖßE', 'size'],
	['Gro\u0308ße', 'size'],
	['\ufeffTitle', 'title'],
	['%', 'rate'],
	['Title 2', undefined],
	['', undefined],
])('the heading %j is the field %p', (heading, name) => expect(fieldOf(heading)?.name).toBe(name));

test('a label counts before a name that is written in another way, the exact name before all', () => {
	expect([fieldOf('Amount')?.name, fieldOf('AMOUNT')?.name, fieldOf('amount')?.name]).toEqual(['value2', 'value2', 'amount']);
});

test('what two fields are called is none of them, but for their names', () => {
	expect([fieldOf('Twice'), fieldOf('twice'), fieldOf('second')?.name]).toEqual([undefined, undefined, 'second']);
});

test('the part of a list, as n8n writes it into a file', () => {
	expect(['interests.0', 'a.b.12', 'interests', 'v1.0.x'].map(partOfList)).toEqual(['interests', 'a.b', undefined, undefined]);
});
