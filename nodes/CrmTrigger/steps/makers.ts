/** What the fields of a form name; a record by its number or its title. */
export type Thing = 'user' | 'group' | 'role' | 'recordType' | 'field' | 'pipeline' | 'stage' | 'template' | 'record' | 'title';

/** What steps make that other steps of the same workflow may name: it need not be there before the workflow runs. */
const MAKERS: Readonly<Record<string, readonly Thing[]>> = {
	'user.create': ['user'],
	'user.update': ['user'],
	'group.save': ['group'],
	'role.save': ['role'],
	'recordType.save': ['recordType', 'field', 'pipeline', 'stage'],
	'recordType.addReadyType': ['recordType', 'field', 'pipeline', 'stage'],
	'field.save': ['field'],
	'pipeline.save': ['pipeline', 'stage'],
	'stage.save': ['stage'],
	'projectTemplate.save': ['template'],
	'system.importSetUp': ['group', 'role', 'recordType', 'field', 'pipeline', 'stage', 'template'],
	'record.create': ['title'],
	'record.importFile': ['title'],
	'record.upsert': ['title'],
};

/** `operations`: the steps as `resource.operation`. */
export function madeBy(operations: readonly string[]): Set<Thing> {
	return new Set(operations.flatMap((operation) => MAKERS[operation] ?? []));
}
