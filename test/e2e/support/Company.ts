import { DELIVERIES } from '../../host/deliveries.ts';
import { DatabaseSync } from 'node:sqlite';
import { openConnection } from '../../../src/automation/engine/hub/hub';
import type { OpenConnection } from '../../../src/automation/engine/hub/hub';
import type { RecordRef, Values } from '../../../src/model/record';
import { fillCompany } from '../../demo/company';
import { crmFile, crmFolder } from '../../demo/library';
import { sharedN8n } from '../../host/sharedN8n';

type Row = Record<string, unknown>;

/** How many of each there are for one record. */
export interface Effects {
	tasks: number;
	history: number;
	notifications: number;
	projects: number;
}

/**
 * The demo company in the CRM of a running n8n, seen from another process: through the port, and through plain SQL as
 * any program would. Records made here are gone after `close`.
 */
export class Company {
	readonly scope: OpenConnection['scope'];
	private readonly connection: OpenConnection;
	private readonly database: DatabaseSync;
	readonly made: RecordRef[] = [];

	private constructor(connection: OpenConnection, database: DatabaseSync) {
		this.connection = connection;
		this.scope = connection.scope;
		this.database = database;
	}

	/** @param userFolder of the n8n; the shared one if left out */
	static async open(userFolder = sharedN8n().folder): Promise<Company> {
		const connection = await openConnection({ backend: 'builtin-sqlite', folder: crmFolder(userFolder) }, 'UTC');
		await fillCompany(connection);
		const database = new DatabaseSync(crmFile(userFolder), { timeout: 10_000 });
		return new Company(connection, database);
	}

	/** A new deal of Anna's at New, or as the values say. */
	async deal(title: string, values: Values = {}): Promise<RecordRef> {
		return await this.create('deal', { title, amount: 100, stage: 'sales:new', responsible: this.userId('Anna Kowalska'), ...values });
	}

	async create(type: string, values: Values): Promise<RecordRef> {
		const [record] = await this.scope.crm.create(type, [{ values }], {});
		const ref = { type, id: record!.id };
		this.made.push(ref);
		return ref;
	}

	async change({ type, id }: RecordRef, values: Values): Promise<void> {
		await this.scope.crm.update(type, [{ id, values }], {});
	}

	async remove(ref: RecordRef): Promise<void> {
		await this.scope.crm.remove([ref], {});
		this.made.splice(
			this.made.findIndex(({ id }) => id === ref.id),
			1,
		);
	}

	/** As the `sqlite3` shell would: the database itself has to notice. */
	moveByHand(deal: RecordRef, stage: string): void {
		this.edit('UPDATE record SET stage_id = ? WHERE id = ?', stage, Number(deal.id));
	}

	edit(sql: string, ...values: Array<string | number>): void {
		this.database.prepare(sql).run(...values);
	}

	rows(sql: string, ...values: Array<string | number>): Row[] {
		return this.database.prepare(sql).all(...values);
	}

	userId(name: string): string {
		return String(this.rows('SELECT id FROM crm_user WHERE name = ?', name)[0]!.id);
	}

	effects({ type, id }: RecordRef): Effects {
		const count = (table: string): number =>
			Number(this.rows(`SELECT count(*) AS n FROM ${table} WHERE record_type = ? AND record_id = ?`, type, Number(id))[0]!.n);
		return { tasks: count('task'), history: count('history_entry'), notifications: count('notification'), projects: count('project') };
	}

	/** What the ledger knows of a workflow: its cursors, and what was delivered to it. */
	ledger(workflowId: string): { subscriptions: Row[]; deliveries: Row[] } {
		return {
			subscriptions: this.rows('SELECT node_id, cursor FROM subscription WHERE workflow_id = ? ORDER BY node_id', workflowId),
			deliveries: this.rows(`SELECT id, change_id, state FROM ${DELIVERIES} AS known WHERE workflow_id = ? ORDER BY id`, workflowId),
		};
	}

	async close(): Promise<void> {
		const { crm } = this.scope;
		// Some a test has deleted, or merged into others.
		for (const ref of this.made.splice(0)) if ((await crm.get(ref)) !== undefined) await crm.remove([ref], {});
		this.database.close();
		this.connection.release();
	}
}
