import type { NamedRecord } from '../model/record';
import type { Gate } from '../model/stageGates';

/**
 * What companions name in the CRM and the ledger, which know whether it is there. It is asked before anything is written, and
 * outside of every transaction, since a CRM may be far away. Each throws notFound.
 */
export interface Subjects {
	/** `where` says where the ids were given: "as recipient of a notification". */
	requireUsers(named: ReadonlyArray<{ id: string; index: number }>, where: string): Promise<void>;
	requireRecords(named: readonly NamedRecord[]): Promise<void>;
	requireTypes(names: readonly string[]): Promise<void>;
	requireRole(role: string): Promise<void>;
	/** The gate as it is kept: see `checkGate`; throws notFound also for an unknown stage. */
	checkGate(stageId: string, gate: Gate): Promise<Gate>;
	requireTemplates(named: ReadonlyArray<{ id: string; index: number }>): Promise<void>;
}
