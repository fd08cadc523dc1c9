/** The parts of a project template that come in lists. */
export type TemplatePart = 'Parameter' | 'Stage' | 'Task';

/** How people find a part of a template: `Parameter 2 (Price range)`. `index` from 0; `title`: what the part calls itself, if anything. */
export function partName(part: TemplatePart, index: number, title: unknown): string {
	const named = typeof title === 'string' && title.trim() !== '' ? ` (${title.trim()})` : '';
	return `${part} ${index + 1}${named}`;
}

/** What a part calls itself, where a person or a file gave the template, in whatever form. */
export function titleIn(part: TemplatePart, value: unknown): unknown {
	if (value === null || typeof value !== 'object') return undefined;
	const { label, name, title, key } = value as Partial<Record<string, unknown>>;
	return part === 'Parameter' ? (label ?? name) : part === 'Stage' ? name : (title ?? key);
}
