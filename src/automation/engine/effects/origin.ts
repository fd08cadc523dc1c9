import type { CrmRecord } from '../../../model/record';
import type { Origin, WriteContext } from '../../../model/write';

/** The origin of what automation makes for a record: pipeline and stage as they are at that moment. */
export function originAt(write: WriteContext, record: CrmRecord | undefined): Origin | null {
	if (write.origin === undefined) return null;
	if (record === undefined) return write.origin;
	const { pipeline, stage } = record.values;
	return {
		...write.origin,
		...(typeof pipeline === 'string' ? { pipeline } : {}),
		...(typeof stage === 'string' ? { stage } : {}),
	};
}
