import { checkParameters } from '../../../model/parameterValues';
import type { ProjectTemplate, TemplateParameter } from '../../../model/projectTemplate';
import type { Values } from '../../../model/record';
import type { Directory, GivenValues } from '../../words/directory/directory';
import { shown } from '../../words/output/mergeValues';
import type { Scope } from '../../engine/Scope';
import { readTitles } from '../../words/output/titles';

/** The parameters of one project about to start. */
export interface StartParameters {
	/** Checked; people and records as ids. */
	values: Values;
	/** As people read them: names and titles instead of ids. */
	shown: ReadonlyMap<string, string>;
}

/** Checks and resolves the parameters of many projects; records are looked up once per parameter. */
export async function resolveParameters(
	scope: Scope,
	directory: Directory,
	starts: ReadonlyArray<{ template: ProjectTemplate; given: GivenValues }>,
): Promise<StartParameters[]> {
	const checked = starts.map(({ template, given }) => checkParameters(template, given, scope.timeZone));
	const links = await resolveLinks(directory, starts, checked);
	const titles = await readTitles(
		scope.crm,
		directory,
		[...links.values()].flatMap(({ type, ids }) => [...ids.values()].map((id) => ({ type, id }))),
	);
	const people = await directory.people();
	return starts.map(({ template }, index) => {
		const values = checked[index]!;
		const texts = new Map<string, string>();
		for (const parameter of template.parameters) {
			const { name, kind, label } = parameter;
			const written = values[name];
			texts.set(name, shown(written));
			if (typeof written !== 'string') continue;
			if (kind === 'user') {
				const user = people.resolve(written, label);
				values[name] = user.id;
				texts.set(name, user.name);
			} else if (kind === 'record') {
				const { type, ids } = links.get(linkKey(parameter))!;
				values[name] = ids.get(written) ?? written;
				texts.set(name, titles.of({ type, id: ids.get(written) ?? written }) ?? written);
			}
		}
		return { values, shown: texts };
	});
}

interface Links {
	type: string;
	/** By what was written. */
	ids: ReadonlyMap<string, string>;
}

/** By target and label of the parameter. */
async function resolveLinks(
	directory: Directory,
	starts: ReadonlyArray<{ template: ProjectTemplate }>,
	checked: readonly Values[],
): Promise<Map<string, Links>> {
	const written = new Map<string, { parameter: TemplateParameter; references: Set<string> }>();
	for (const [index, { template }] of starts.entries()) {
		for (const parameter of template.parameters) {
			const value = checked[index]![parameter.name];
			if (parameter.kind !== 'record' || typeof value !== 'string') continue;
			const key = linkKey(parameter);
			const named = written.get(key) ?? { parameter, references: new Set<string>() };
			named.references.add(value);
			written.set(key, named);
		}
	}
	const links = new Map<string, Links>();
	for (const [key, { parameter, references }] of written) {
		const type = parameter.target ?? '';
		links.set(key, { type, ids: await directory.links(type, references, parameter.label) });
	}
	return links;
}

function linkKey({ target, label }: TemplateParameter): string {
	return JSON.stringify([target, label]);
}
