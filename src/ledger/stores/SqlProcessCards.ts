import type { ProcessCard } from '../../model/processCard';
import type { ProcessCardStore } from '../Ledger';
import type { LedgerTables } from './ledgerTables';
import type { SqlDatabase } from '../../sql/SqlDatabase';

export class SqlProcessCards implements ProcessCardStore {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async all(): Promise<Map<string, ProcessCard>> {
		const rows = await this.database.db().selectFrom('process_card').selectAll().execute();
		return new Map(
			rows.map(({ workflow_id, department, category, description }) => {
				const words = Object.entries({ department, category, description }).filter(([, word]) => word !== null);
				return [workflow_id, Object.fromEntries(words) as ProcessCard];
			}),
		);
	}

	async save(workflowId: string, { department, category, description }: ProcessCard, at: string): Promise<void> {
		const row = { department: department ?? null, category: category ?? null, description: description ?? null, at };
		await this.database
			.db()
			.insertInto('process_card')
			.values({ workflow_id: workflowId, ...row })
			.onConflict((conflict) => conflict.column('workflow_id').doUpdateSet(row))
			.execute();
	}
}
