import type { ProjectTemplate, TemplateParameter } from './projectTemplate';

type Labelled = Pick<TemplateParameter, 'name' | 'label'>;

/**
 * A text of a template as it is stored: parameters that people name by their labels, as `[Delivery date]` or `{{Delivery date}}`, are
 * merge fields `{{deliveryDate}}`. Brackets around anything else stay.
 */
export function withMergeFields(text: string, parameters: readonly Labelled[]): string {
	const nameOf = (label: string) => parameters.find((parameter) => same(parameter.label, label))?.name;
	return text
		.replace(/\{\{\s*([^{}]*?)\s*\}\}/g, (written, label: string) => field(nameOf(label)) ?? written)
		.replace(/\[([^[\]]+)\]/g, (written, label: string) => field(nameOf(label)) ?? written);
}

/** A template with `[Delivery date]` for `{{deliveryDate}}`: braces that are put into a field of the editor make it an expression. */
export function withLabels<Template extends ProjectTemplate>(template: Template): Template {
	const labelOf = (name: string) => template.parameters.find((parameter) => parameter.name === name)?.label;
	const readable = (text: string) =>
		text.replace(/\{\{\s*([^{}]*?)\s*\}\}/g, (written, name: string) => {
			const label = labelOf(name);
			return label === undefined ? written : `[${label}]`;
		});
	const tasks = template.tasks.map(({ title, description, checklist, ...task }) => ({
		...task,
		title: readable(title),
		...(description === undefined ? {} : { description: readable(description) }),
		...(checklist === undefined ? {} : { checklist: checklist.map(readable) }),
	}));
	return { ...template, tasks };
}

function field(name: string | undefined): string | undefined {
	return name === undefined ? undefined : `{{${name}}}`;
}

function same(a: string, b: string): boolean {
	return a.trim().toLowerCase() === b.trim().toLowerCase();
}
