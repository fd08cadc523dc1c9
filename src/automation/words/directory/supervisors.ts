import { titleOf, type CrmRecord } from '../../../model/record';
import { chooseSupervisor, type SupervisorChoice } from '../../../model/supervisor';
import type { Scope } from '../../engine/Scope';
import { Directory } from './directory';

/** The supervisor to turn to for a record: that of its responsible person; employees are records too, and have their own. */
export async function recordSupervisor(scope: Scope, record: CrmRecord, directory = new Directory(scope)): Promise<SupervisorChoice> {
	const people = await directory.people();
	const person = people.byId(record.type === 'user' ? record.id : responsibleOf(record));
	if (person === undefined) return { user: null, reason: `"${titleOf(record)}" has no responsible person.` };
	return chooseSupervisor(person, await directory.supervisorsOf(person.id), await directory.away(), (id) => people.byId(id));
}

export function responsibleOf(record: CrmRecord): string | null {
	const id = record.values['responsible'];
	return typeof id === 'string' ? id : null;
}
