import type { StoredWorkflowVersion, WorkflowVersionStore } from '../Ledger';
import type { LedgerTables } from './ledgerTables';
import type { SqlDatabase } from '../../sql/SqlDatabase';

export class SqlWorkflowVersions implements WorkflowVersionStore {
	private readonly database: SqlDatabase<LedgerTables>;
	/** Numbers never change, so each is read once: runs ask all the time. */
	private readonly known = new Map<string, number>();

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async numberOf(workflowId: string, fingerprint: string, at: string): Promise<number> {
		const name = `${workflowId} ${fingerprint}`;
		const known = this.known.get(name);
		if (known !== undefined) return known;
		const number = (await this.find(workflowId, fingerprint)) ?? (await this.add(workflowId, fingerprint, at));
		// Inside a transaction it may be undone yet.
		if (this.database.current() === undefined) this.known.set(name, number);
		return number;
	}

	async list(workflowId: string): Promise<StoredWorkflowVersion[]> {
		const rows = await this.database
			.db()
			.selectFrom('workflow_version')
			.selectAll()
			.where('workflow_id', '=', workflowId)
			.orderBy('number')
			.execute();
		return rows.map((row) => ({
			workflowId: row.workflow_id,
			fingerprint: row.fingerprint,
			number: row.number,
			firstRunAt: row.first_run_at,
		}));
	}

	private async find(workflowId: string, fingerprint: string): Promise<number | undefined> {
		const row = await this.database
			.db()
			.selectFrom('workflow_version')
			.select('number')
			.where('workflow_id', '=', workflowId)
			.where('fingerprint', '=', fingerprint)
			.executeTakeFirst();
		return row?.number;
	}

	private async add(workflowId: string, fingerprint: string, at: string): Promise<number> {
		return await this.database.transaction(async () => {
			await this.database.takeTurns('workflow_version');
			const meanwhile = await this.find(workflowId, fingerprint);
			if (meanwhile !== undefined) return meanwhile;
			const number = ((await this.list(workflowId)).at(-1)?.number ?? 0) + 1;
			await this.database
				.db()
				.insertInto('workflow_version')
				.values({ workflow_id: workflowId, fingerprint, number, first_run_at: at })
				.execute();
			return number;
		});
	}
}
