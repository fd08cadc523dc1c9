import type { Right } from '../../../model/permissions';
import type { RecordRef } from '../../../model/record';
import type { ActorAccess } from '../Scope';

/** What an operation needs that writes past the port, which has a rule for each of its methods. */
export type NeededRight<Input> =
	/** Only for users whose role allows everything; "project templates". */
	| { setUp: string }
	/** A right on a record, or on all records of a type. */
	| { right: Right; on(input: Input): RecordRef | AllOfType };

export interface AllOfType {
	/** Name of the record type. */
	allOf: string;
}

/** For all inputs. Throws forbidden; notFound for an unknown type. */
export async function requireRight<Input>(access: ActorAccess, needed: NeededRight<Input>, inputs: readonly Input[]): Promise<void> {
	if ('setUp' in needed) access.refuseSetUp(needed.setUp);
	for (const input of inputs) {
		const on = needed.on(input);
		if ('allOf' in on) await access.requireAll(needed.right, on.allOf);
		else await access.requireRecords(needed.right, [on]);
	}
}
