/** What people write into the text fields of the forms, by the name of the field; the first that matches counts. */
const HINTS: ReadonlyArray<[field: RegExp, texts: readonly string[]]> = [
	[/email/i, ['new@example.com', 'anna@example.com', 'x@y.example']],
	[/^(binaryProperty|outputProperty)$/, ['data']],
	[/^columns\.column\.heading$/, ['Title', 'Amount', 'Remark']],
	[/^sheet$/, ['', 'Deals', '2']],
	[/^duplicateIds$/, ['2', '3, 4', '2,3']],
	[/^(recordId|parent|project|task)$/, ['1', '2', '3']],
	[
		/^templateJson$/,
		[
			JSON.stringify({
				name: 'Simple',
				parameters: [],
				stages: [{ name: 'All' }],
				tasks: [
					{ key: 'a', title: 'Do it', stage: 'All' },
					{ key: 'b', title: 'Then this', stage: 'All', after: ['a'] },
				],
			}),
			JSON.stringify({
				name: 'Other',
				type: 'x',
				parameters: [{ name: 'size', label: 'Size', kind: 'number', required: false }],
				stages: [{ name: 'One' }],
				tasks: [{ key: 'a', title: '{{size}}', stage: 'One', deadline: { amount: 1, unit: 'days', workingTime: false } }],
			}),
		],
	],
	[/^stages\.stage\.name$/, ['Preparation', 'Delivery', 'Done well']],
	[/^parameterLines$/, ['Print run: number, required\nPaper\n- matt\n- gloss', 'Due: date', '']],
	[/^taskLines$/, ['Design\nPrint [Print run]\n- after: Design', 'Do it']],
	[/^(detail\.)?parameter$/, ['Print run', 'Paper']],
	[/^(detail\.)?deadlineTask$/, ['Design', '']],
	[/^responsibleName$/, ['Anna Agent', 'Sales', 'manager', 'printRun']],
	[/^choices$/, ['one side\nboth sides']],
	[/^target$/, ['contact', 'deal']],
	[/^default$/, ['', '1', 'yes', 'urgent']],
	[/^(namePattern)$/, ['*.pdf', 'Contract*', '']],
	[/^mediaType$/, ['image/*', 'application/pdf', '']],
	[/^(name|id)$/, ['fresh', 'paper', 'Site2', 'Anna Agent', 'sales']],
	[/^label$|Name$/, ['Site visit', 'Delivery date', 'Sales', 'Prüfung', 'Proposal', '']],
	[/^(tags|after)$/, ['urgent', 'new, signed']],
	[/^(key)$/, ['a', 'b', 'c']],
];

const ORDINARY = ['Call the customer', 'Acme', 'Show {{record.title}}, please', 'Zażółć 北京 🚀', 'Look, @Anna Agent', 'x', 'Two\nlines'];

/** `path`: names of the fields it is in, e.g. `tasks.task.stage`. */
export function goodTexts(path: string): readonly string[] {
	const name = path.split('.').at(-1)!;
	return HINTS.find(([field]) => field.test(path) || field.test(name))?.[1] ?? ORDINARY;
}
