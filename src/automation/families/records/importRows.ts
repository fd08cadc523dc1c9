import { titleOf } from '../../../model/record';
import type { Output } from '../../../model/output';
import type { RecordTypeDescription } from '../../../model/recordType';
import type { WriteContext } from '../../../model/write';
import type { Operation } from '../../engine/effects/Operation';
import type { Scope } from '../../engine/Scope';
import { Directory, type GivenValues } from '../../words/directory/directory';
import { resolveValues } from '../../words/values/resolveValues';
import { eachType } from './eachType';
import type { ImportRowInput } from './inputs';
import { upsertRows, type UpsertedRow } from './upsertRecords';

/** `outcome`: created, updated, or unchanged. */
export type ImportedRowOutput = Output & { type: string; id: string; title: string; outcome: string };

/**
 * One row of a file that is imported: updates the record whose field has the value, or creates one. Of a row only what became of
 * it is remembered, so that a file of many thousands is. Throws notFound, invalidValue, missingValue.
 */
export const importRows: Operation<ImportRowInput, ImportedRowOutput> = {
	name: 'record.importFile',
	writes: 'crm',
	target: ({ type, matchField, values, row }) => [type, matchField ?? null, matchField === undefined ? row : (values[matchField] ?? null)],
	async perform(scope, inputs, write) {
		const directory = new Directory(scope);
		const rows = await eachType(inputs, async (type, group) => {
			const description = await directory.describe(type);
			const written = new Array<UpsertedRow>(group.length);
			for (const [field, indexes] of Map.groupBy(group.keys(), (index) => group[index]!.matchField)) {
				const values = indexes.map((index) => group[index]!.values);
				const part =
					field === undefined
						? await createRows(scope, directory, description, values, write)
						: await upsertRows(scope, directory, description, field, values, write);
				indexes.forEach((index, position) => (written[index] = part[position]!));
			}
			return written;
		});
		return rows.map(outputOfRow);
	},
};

async function createRows(
	scope: Scope,
	directory: Directory,
	description: RecordTypeDescription,
	given: readonly GivenValues[],
	write: WriteContext,
): Promise<UpsertedRow[]> {
	const values = await resolveValues(directory, description, given, scope.timeZone);
	const created = await scope.crm.create(
		description.name,
		values.map((row) => ({ values: row })),
		write,
	);
	return created.map((record) => ({ record }));
}

function outputOfRow({ record, before }: UpsertedRow): ImportedRowOutput {
	const outcome = before === undefined ? 'created' : before.version === record.version ? 'unchanged' : 'updated';
	return { type: record.type, id: record.id, title: titleOf(record), outcome };
}
