import { DELIVERIES } from '../../host/deliveries.ts';
import pg from 'pg';
import { closeConnections, openConnection } from '../../../src/automation/engine/hub/hub';
import type { OpenConnection } from '../../../src/automation/engine/hub/hub';
import type { BuiltInPostgres } from '../../../src/crm/builtin/postgres/descriptor';
import type { RecordRef, Values } from '../../../src/model/record';
import { fillCompany } from '../../demo/company';
import type { Effects } from './Company';

type Row = Record<string, unknown>;

/**
 * The demo company in a CRM on PostgreSQL, seen from another process than n8n: through the port, and through plain SQL as
 * any program would.
 */
export class PostgresCompany {
	readonly scope: OpenConnection['scope'];
	private readonly connection: OpenConnection;
	private readonly database: pg.Client;

	private constructor(connection: OpenConnection, database: pg.Client) {
		this.connection = connection;
		this.scope = connection.scope;
		this.database = database;
	}

	static async open(options: BuiltInPostgres): Promise<PostgresCompany> {
		const connection = await openConnection(options, 'UTC');
		await fillCompany(connection);
		const { host, port, database, user, password } = options;
		const client = new pg.Client({ host, port, database, user, password, options: `-c search_path=${options.schema ?? 'crmflow'}` });
		await client.connect();
		return new PostgresCompany(connection, client);
	}

	/** New deals of Anna's at New, with these titles. */
	async deals(...titles: string[]): Promise<RecordRef[]> {
		const [anna] = await this.rows("SELECT id FROM crm_user WHERE name = 'Anna Kowalska'");
		const drafts = titles.map((title) => ({ values: { title, amount: 100, stage: 'sales:new', responsible: String(anna!.id) } }));
		return (await this.scope.crm.create('deal', drafts, {})).map(({ id }) => ({ type: 'deal', id }));
	}

	async change(deals: readonly RecordRef[], values: Values): Promise<void> {
		await this.scope.crm.update(
			'deal',
			deals.map(({ id }) => ({ id, values })),
			{},
		);
	}

	/** As `psql` would: the database itself has to notice. */
	async moveByHand(deal: RecordRef, stage: string): Promise<void> {
		await this.rows('UPDATE record SET stage_id = $1 WHERE id = $2', stage, Number(deal.id));
	}

	async effects({ type, id }: RecordRef): Promise<Effects> {
		const count = async (table: string) =>
			Number((await this.rows(`SELECT count(*) AS n FROM ${table} WHERE record_type = $1 AND record_id = $2`, type, Number(id)))[0]!.n);
		return {
			tasks: await count('task'),
			history: await count('history_entry'),
			notifications: await count('notification'),
			projects: await count('project'),
		};
	}

	/** Of a workflow's deliveries, in the order of their changes. */
	async deliveryStates(workflowId: string): Promise<string[]> {
		return (await this.rows(`SELECT state FROM ${DELIVERIES} AS known WHERE workflow_id = $1 ORDER BY id`, workflowId)).map(({ state }) =>
			String(state),
		);
	}

	async close(): Promise<void> {
		await this.database.end();
		this.connection.release();
		await closeConnections();
	}

	private async rows(sql: string, ...values: Array<string | number>): Promise<Row[]> {
		return (await this.database.query<Row>(sql, values)).rows;
	}
}
