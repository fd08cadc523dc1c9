import type { INodeProperties } from 'n8n-workflow';

/** How a file is read where it is not recognised as it should be. What is left out is recognised, and the report shows it. */
export const readingFields: INodeProperties[] = [
	{
		displayName: 'Date Format',
		name: 'dateFormat',
		type: 'options',
		default: '31.03.2026',
		description: 'How dates in texts are written; recognised, when left out. Dates with the year first are understood in any case.',
		options: [
			{ name: '03/31/2026', value: '03/31/2026', description: 'The month comes first' },
			{ name: '31.03.2026', value: '31.03.2026', description: 'The day comes first, whatever the sign between' },
		],
	},
	{
		displayName: 'Encoding',
		name: 'encoding',
		type: 'options',
		default: 'UTF-8',
		description: 'How the letters of a CSV file are stored; recognised, when left out',
		options: [
			{ name: 'DOS 852', value: 'IBM-852', description: 'Central Europe, of old programs' },
			{ name: 'ISO-8859-2', value: 'ISO-8859-2', description: 'Central Europe' },
			{ name: 'Macintosh', value: 'Macintosh', description: 'Western Europe, from Excel on a Mac' },
			{ name: 'UTF-16BE', value: 'UTF-16BE' },
			{ name: 'UTF-16LE', value: 'UTF-16LE', description: '"Unicode Text" of Excel' },
			{ name: 'UTF-8', value: 'UTF-8' },
			{ name: 'Windows-1250', value: 'Windows-1250', description: 'Central Europe' },
			{ name: 'Windows-1251', value: 'Windows-1251', description: 'Cyrillic' },
			{ name: 'Windows-1252', value: 'Windows-1252', description: 'Western Europe' },
			{ name: 'Windows-1253', value: 'Windows-1253', description: 'Greek' },
			{ name: 'Windows-1254', value: 'Windows-1254', description: 'Turkish' },
			{ name: 'Windows-1257', value: 'Windows-1257', description: 'Baltic' },
		],
	},
	{
		displayName: 'Headings in Row',
		name: 'headingRow',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 1,
		description: 'Number of the row that has the headings; the first one that is not blank, when left out',
	},
	{
		displayName: 'Number Format',
		name: 'numberFormat',
		type: 'options',
		default: '1.234,56',
		description: 'How numbers in texts are written; recognised, when left out',
		options: [
			{ name: '1,234.56', value: '1,234.56', description: 'With a point before the decimals; 1 234.56 too' },
			{ name: '1.234,56', value: '1.234,56', description: 'With a comma before the decimals; 1 234,56 too' },
		],
	},
	{
		displayName: 'Separator',
		name: 'separator',
		type: 'options',
		default: ';',
		description: 'What stands between the cells of a CSV file; recognised, when left out',
		options: [
			{ name: 'Comma (,)', value: ',' },
			{ name: 'Semicolon (;)', value: ';' },
			{ name: 'Tab', value: '\t' },
			{ name: 'Vertical Bar (|)', value: '|' },
		],
	},
	{
		displayName: 'Sheet',
		name: 'sheet',
		type: 'string',
		default: '',
		placeholder: 'e.g. Deals or 2',
		description: 'Name or number of the sheet of an Excel file; the first one with rows, when left out',
	},
];
