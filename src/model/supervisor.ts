import type { Away } from './calendars';
import type { User } from './user';

export type SupervisorChoice = { user: User } | { user: null; /** A sentence. */ reason: string };

/**
 * Whom to turn to above a person. `chain` is the people above, nearest first. People who left and the person himself are passed
 * over; for one who is away it is the substitute, and where none is available the next above. When everybody is away it is the
 * nearest. Source: "Notify supervisor" of the Bitrix24 automation rules.
 */
export function chooseSupervisor(
	person: User,
	chain: readonly User[],
	away: Away,
	byId: (id: string) => User | undefined,
): SupervisorChoice {
	const candidates = chain.filter((user) => user.active && user.id !== person.id);
	for (const user of candidates) {
		if (away.isAvailable(user)) return { user };
		const substitute = away.substituteOf(user, byId);
		if (substitute !== undefined && substitute.id !== person.id) return { user: substitute };
	}
	if (candidates[0] !== undefined) return { user: candidates[0] };
	const reason = chain.some((user) => user.id !== person.id)
		? `Nobody above ${person.name} works here any more.`
		: `${person.name} has no supervisor.`;
	return { user: null, reason };
}
