import type { DatabaseSync } from 'node:sqlite';
import { NOBODY, Workplace } from './support';

const work = new Workplace();

/** Brings a file back to what it was before changes had reasons. Gates, which came later, know them too. */
function withoutReasons(file: DatabaseSync): void {
	file.exec('drop trigger record_arrives; drop trigger record_moves; drop trigger deleted_record_stays; drop table stage_gate');
	const triggers = file.prepare("select name, sql from sqlite_schema where type = 'trigger' and sql like '%change_feed%'").all() as Array<{
		name: string;
		sql: string;
	}>;
	expect(triggers).toHaveLength(18);
	for (const { name } of triggers) file.exec(`drop trigger "${name}"`);
	file.exec('alter table change_feed drop column reason; alter table write_context drop column reason; drop table merged_record');
	for (const { sql } of triggers) file.exec(sql.replaceAll('origin, reason, ', 'origin, '));
	file.exec('drop trigger record_retitled; drop index record_title_key; alter table record drop column title_key');
	file.exec("delete from crm_migration where name in ('80-reasons', '81-title-keys', '82-stage-gates')");
	const { user_version: version } = file.prepare('pragma user_version').get() as { user_version: number };
	file.exec(`pragma user_version = ${version - 3}`);
}

test('a database from before gets reasons when it is opened, and keeps what it has', async () => {
	const before = await work.open();
	const [kept, gone] = await before.crm.create(
		'deal',
		[{ values: { title: 'Kept' } }, { values: { title: 'Gone', externalId: 'X-1' } }],
		NOBODY,
	);
	await before.close();
	const other = work.otherProgram();
	withoutReasons(other);
	other.exec("update record set title = 'Kept, edited' where title = 'Kept'");
	other.close();

	const { crm, feed } = await work.open();
	await crm.remove([{ type: 'deal', id: gone!.id }], { reason: { kind: 'merged', into: kept!.id } });
	const { changes } = await feed.read('', 50);
	expect(changes.map(({ kind, reason }) => [kind, reason])).toEqual([
		['created', undefined],
		['created', undefined],
		['updated', undefined],
		['deleted', { kind: 'merged', into: kept!.id }],
	]);
	expect(await crm.match('deal', 'externalId', ['X-1'])).toEqual(new Map([['X-1', [kept!.id]]]));
});
