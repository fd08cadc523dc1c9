import {
	CAPTURED_TABLES,
	LINKED_TYPE_COLUMN,
	valuesOfCapture,
	valuesOfRow,
	type CapturedTable,
} from '../../../src/crm/builtin/capturedTables';

/** Made with the tables, before changes are captured. */
const FIRST_USER = 'user/1';

type Row = Record<string, unknown>;

/** Reads the database as another program. */
export type Query = (statement: string) => Promise<Row[]>;

/** Each finds rows that must not be there. */
const NEVER: ReadonlyArray<{ what: string; statement: string }> = [
	{
		what: 'A record is at a stage that does not exist in its pipeline',
		statement:
			'select r.id from record r left join stage s on s.id = r.stage_id and s.pipeline_id = r.pipeline_id where r.stage_id is not null and s.id is null',
	},
	{
		what: 'A record is in a pipeline of another type',
		statement: 'select r.id from record r join pipeline p on p.id = r.pipeline_id where p.record_type <> r.type',
	},
	{
		what: 'A record has a type that does not exist',
		statement: 'select r.id from record r left join record_type t on t.name = r.type where t.name is null',
	},
	{ what: 'A record has no title', statement: "select id from record where title is null or trim(title) = ''" },
	{
		what: 'Two records of a type have one external id',
		statement: 'select min(id) as id from record where external_id is not null group by type, external_id having count(*) > 1',
	},
	{
		what: 'A responsible person does not exist',
		statement:
			'select r.id from record r left join crm_user u on u.id = r.responsible_id where r.responsible_id is not null and u.id is null union all select t.id from task t left join crm_user u on u.id = t.responsible_id where u.id is null',
	},
	{ what: 'A user is his own supervisor', statement: 'select id from crm_user where supervisor_id = id' },
	{
		what: 'Two users have one address',
		statement: 'select min(id) as id from crm_user where email is not null group by lower(email) having count(*) > 1',
	},
	{
		what: 'A task is part of one that does not exist',
		statement: 'select t.id from task t left join task p on p.id = t.parent_id where t.parent_id is not null and p.id is null',
	},
	{
		what: 'A task is of a project that does not exist',
		statement: 'select t.id from task t left join project p on p.id = t.project_id where t.project_id is not null and p.id is null',
	},
	{
		what: 'A completed task does not say when it was, or an open one does',
		statement: "select id from task where (status = 'completed') <> (completed_at is not null)",
	},
	{
		what: 'A finished project does not say when it was, or a running one does',
		statement: "select id from project where (status = 'running') <> (finished_at is null)",
	},
	{
		what: 'A running project has tasks, and none is open',
		statement:
			"select p.id from project p join task t on t.project_id = p.id where p.status = 'running' group by p.id having sum(case when t.status in ('completed', 'cancelled') then 0 else 1 end) = 0",
	},
	{
		what: 'A document has no content, or content of another size',
		statement:
			'select d.id from document d left join document_content c on c.document_id = d.id where c.document_id is null or length(c.content) <> d.size',
	},
	{
		what: 'Content of no document',
		statement: 'select c.document_id as id from document_content c left join document d on d.id = c.document_id where d.id is null',
	},
	{
		what: 'A change changes nothing',
		statement: "select id from change_feed where kind = 'updated' and cast(before as text) = cast(after as text)",
	},
	{
		what: 'A pipeline has no stages',
		statement: 'select p.id from pipeline p left join stage s on s.pipeline_id = p.id where s.id is null',
	},
];

/** What does not hold, a sentence each. */
export async function brokenInvariants(query: Query): Promise<string[]> {
	const broken: string[] = [];
	for (const { what, statement } of NEVER) {
		const rows = await query(statement);
		if (rows.length > 0)
			broken.push(
				`${what}: ${rows
					.map(({ id }) => String(id))
					.slice(0, 5)
					.join(', ')}.`,
			);
	}
	const last = await lastChanges(query);
	for (const table of CAPTURED_TABLES) broken.push(...(await uncaptured(query, table, last)));
	return broken;
}

async function lastChanges(query: Query): Promise<Map<string, Row>> {
	const rows = await query(
		'select record_type, record_id, kind, after from change_feed where id in (select max(id) from change_feed group by record_type, record_id)',
	);
	return new Map(rows.map((row) => [`${String(row['record_type'])}/${String(row['record_id'])}`, row]));
}

/** Every row is as the feed says that it is, and what the feed says was deleted is gone. */
async function uncaptured(query: Query, table: CapturedTable, last: ReadonlyMap<string, Row>): Promise<string[]> {
	const broken: string[] = [];
	const present = new Set<string>();
	for (const row of await query(`select * from ${table.table}`)) {
		const type = 'name' in table.type ? table.type.name : String(row[table.type.column]);
		const ref = `${type}/${String(row['id'])}`;
		present.add(ref);
		const change = last.get(ref);
		if (ref === FIRST_USER && change === undefined) continue;
		if (change === undefined || change['kind'] === 'deleted') broken.push(`${ref} is there, and the feed does not say so.`);
		else if (compared(valuesOfCapture(change['after'])) !== compared(valuesOfRow(table, row)))
			broken.push(
				`${ref} is not as its last change says: ${compared(valuesOfRow(table, row))} instead of ${compared(valuesOfCapture(change['after']))}.`,
			);
	}
	const own = 'name' in table.type ? new Set([table.type.name]) : undefined;
	const named = new Set(CAPTURED_TABLES.flatMap(({ type }) => ('name' in type ? [type.name] : [])));
	for (const [ref, { record_type: type, kind }] of last) {
		const mine = own === undefined ? !named.has(String(type)) : own.has(String(type));
		if (mine && kind !== 'deleted' && !present.has(ref)) broken.push(`${ref} is gone, and the feed does not say so.`);
	}
	return broken;
}

function compared(values: Row): string {
	return JSON.stringify(
		Object.entries(values)
			.filter(([name, value]) => value !== null && name !== LINKED_TYPE_COLUMN)
			.sort(([a], [b]) => (a < b ? -1 : 1)),
	);
}
