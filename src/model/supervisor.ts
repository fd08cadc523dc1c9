import { isAbsent, type User } from './user';

export type SupervisorChoice = { user: User } | { user: null; /** A sentence. */ reason: string };

/**
 * Whom to turn to above a person. `chain` is the people above, nearest first; `today` is `YYYY-MM-DD`. People who left
 * and the person himself are passed over; so are those who are away, unless everybody is: then it is the nearest.
 * Source: "Notify supervisor" of the Bitrix24 automation rules.
 */
export function chooseSupervisor(person: User, chain: readonly User[], today: string): SupervisorChoice {
	const candidates = chain.filter((user) => user.active && user.id !== person.id);
	const chosen = candidates.find((user) => !isAbsent(user, today)) ?? candidates[0];
	if (chosen !== undefined) return { user: chosen };
	const reason = chain.some((user) => user.id !== person.id)
		? `Nobody above ${person.name} works here any more.`
		: `${person.name} has no supervisor.`;
	return { user: null, reason };
}
