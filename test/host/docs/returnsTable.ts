import type { OutputSchema } from '../../workflow/support/outputSchema';
import { cell, row } from './markdown';

const kinds: Record<string, string> = {
	array: 'list',
	boolean: 'true or false',
	null: 'empty in the example',
	number: 'number',
	object: 'fields below it',
	string: 'text',
};

/** The fields of an item that an operation puts out, those inside others below them. */
export function returnsTable(schema: OutputSchema): string {
	return ['| Output field | Kind |', '|---|---|', ...rows(schema, '')].join('\n');
}

function rows({ properties = {} }: OutputSchema, above: string): string[] {
	return Object.entries(properties).flatMap(([name, part]) => {
		const path = `${above}${name}`;
		const own = row([`\`${cell(path)}\``, kindOf(part)]);
		const inside = part.type === 'array' ? part.items : part;
		return [own, ...(inside?.properties === undefined ? [] : rows(inside, part.type === 'array' ? `${path}[].` : `${path}.`))];
	});
}

function kindOf({ type, items }: OutputSchema): string {
	if (type !== 'array' || items === undefined || items.type === 'object') return kinds[type] ?? type;
	return `list of ${items.type === 'string' ? 'texts' : `${items.type}s`}`;
}
