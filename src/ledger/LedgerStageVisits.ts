import type { RecordRef } from '../model/record';
import type { StageVisit } from '../model/stageVisit';

/** How long records were at each stage, for every CRM: its changes are kept for a short time only. */
export interface StageVisitStore {
	/** Of the records, each record's in the order in which they began. */
	ofRecords(refs: readonly RecordRef[]): Promise<StageVisit[]>;
	/** Of all records of a type, in no order, without those that ended by the moment (ISO 8601), if one is given. */
	ofType(type: string, endedAfter?: string): AsyncIterable<StageVisit>;
	/** Instead of what there was of the same record and `begunBy`; each named once. */
	save(visits: readonly StageVisit[]): Promise<void>;
}
