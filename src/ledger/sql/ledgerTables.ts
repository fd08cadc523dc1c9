import type { ColumnType, Generated } from 'kysely';
import type { DeliveryState } from '../Ledger';

/** JSON: written as text, read as text or parsed, as the database likes. See `fromJson`. */
export type Json = ColumnType<unknown, string, string>;
export type NullableJson = ColumnType<unknown, string | null, string | null>;

/** The tables of the ledger. Moments are ISO 8601 in UTC, as text. */
export interface LedgerTables {
	ledger_meta: { name: string; value: string };
	effect: { key: string; fingerprint: string; result: string; at: string };
	subscription: { workflow_id: string; node_id: string; cursor: string; served_at: string };
	delivery: DeliveryTable;
	project_template: { id: Generated<number>; name: string };
	/** Every version is kept: a running project goes on with the one it started with. */
	project_template_version: { template_id: number; version: number; content: Json; saved_at: string };
	/** What the tasks of a running project wait for. */
	project_plan: { project_id: string; plan: string };
}

export interface DeliveryTable {
	id: Generated<number>;
	workflow_id: string;
	node_id: string;
	change_id: string;
	replay: number;
	record_key: string;
	state: DeliveryState;
	owner: string | null;
	lease_until: string | null;
	attempts: number;
	created_at: string;
	finished_at: string | null;
	error: string | null;
}
