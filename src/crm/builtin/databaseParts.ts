import { randomUUID } from 'node:crypto';
import { ledgerMigrations } from '../../ledger/stores/ledgerMigrations';
import type { DatabaseMark } from '../../sql/DatabaseMark';
import type { DatabasePart } from '../../sql/migrate';
import type { CrmDialect } from './CrmDialect';
import { crmMigrations } from './migrations/crmMigrations';

/** "CRMF". */
export const BUILT_IN_MARK: DatabaseMark = { applicationId: 0x43_52_4d_46, table: 'ledger_meta', row: 'schemaVersion' };

/** What the built-in CRM's database consists of. `at`: the moment that goes with the first rows of a new one, ISO 8601 in UTC. */
export function databaseParts(dialect: CrmDialect, at: string): DatabasePart[] {
	return [
		{ name: 'ledger', migrations: ledgerMigrations(dialect.sql, randomUUID()) },
		{ name: 'crm', migrations: crmMigrations(dialect, at) },
	];
}
