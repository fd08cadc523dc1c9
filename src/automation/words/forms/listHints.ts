import type { CrmRecord } from '../../../model/record';
import type { Field } from '../../../model/recordType';
import type { Scope } from '../../engine/Scope';
import { Directory } from '../directory/directory';
import { readTitles } from '../output/titles';

/**
 * What stands below the title of a record in a list: the company, the stage and the person, those of them that it has. In the
 * order of the records; a few requests whatever their number.
 */
export async function recordHints(scope: Scope, type: string, records: readonly CrmRecord[]): Promise<Array<string | undefined>> {
	const directory = new Directory(scope);
	const { fields, pipelines } = await directory.describe(type);
	const stages = new Map(pipelines.flatMap((pipeline) => pipeline.stages).map(({ id, name }) => [id, name]));
	const company = fields.find(({ kind, target }) => kind === 'record' && target === 'company')?.name;
	const companyOf = ({ values }: CrmRecord) => {
		const id = company === undefined ? null : values[company];
		return typeof id === 'string' ? { type: 'company', id } : null;
	};
	const titles = await readTitles(scope.crm, directory, records.map(companyOf));
	const people = await directory.people();
	return records.map((record) => {
		const owner = companyOf(record);
		const { stage, responsible, email } = record.values;
		return joined([
			owner === null ? null : titles.of(owner),
			typeof stage === 'string' ? (stages.get(stage) ?? null) : typeof email === 'string' ? email : null,
			typeof responsible === 'string' ? people.nameOf(responsible) : null,
		]);
	});
}

/** What stands below the label of a field: its help or, where it says more than the label, its name in expressions. */
export function fieldHint({ name, label, help }: Pick<Field, 'name' | 'label' | 'help'>): string | undefined {
	return help ?? (plain(name) === plain(label) ? undefined : name);
}

export function joined(parts: ReadonlyArray<string | null>): string | undefined {
	return parts.filter((part) => part !== null && part !== '').join(' · ') || undefined;
}

function plain(text: string): string {
	return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
