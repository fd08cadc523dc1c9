import { sql } from 'kysely';
import type { PlanStore } from '../Ledger';
import { insertRows } from '../../sql/bulk';
import type { LedgerTables } from './ledgerTables';
import type { SqlDatabase } from '../../sql/SqlDatabase';

export class SqlPlans implements PlanStore {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async save(plans: ReadonlyMap<string, string>): Promise<void> {
		if (plans.size === 0) return;
		const columns = [{ name: 'project_id', type: 'text' } as const, { name: 'plan', type: 'text' } as const];
		await insertRows(
			this.database,
			'project_plan',
			columns,
			[...plans],
			'on conflict ("project_id") do update set "plan" = excluded."plan"',
		);
	}

	async find(projectIds: readonly string[]): Promise<Map<string, string>> {
		if (projectIds.length === 0) return new Map();
		const rows = await this.database
			.db()
			.selectFrom('project_plan')
			.selectAll()
			.where(this.database.dialect.isOneOf(sql.ref('project_id'), projectIds))
			.execute();
		return new Map(rows.map((row) => [row.project_id, row.plan]));
	}
}
