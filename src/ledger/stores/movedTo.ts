import { CrmError } from '../../model/CrmError';

/** The name of the row of `ledger_meta` that says that the database was moved, and where to: JSON of `Moved`. */
export const MOVED_TO = 'movedTo';

interface Moved {
	/** What people know the other database by. */
	to: string;
	/** ISO 8601, UTC. */
	at: string;
}

/** The value of that row. */
export function movedTo(to: string, at: string): string {
	return JSON.stringify({ to, at } satisfies Moved);
}

/**
 * Throws storage for a database that was moved: what waits in it is done in the other one, and must not be done twice. Nothing is
 * said of one that was not.
 */
export function requireNotMoved(value: string | undefined): void {
	if (value === undefined) return;
	const { to, at } = JSON.parse(value) as Moved;
	throw new CrmError(
		'storage',
		`The CRM that was here was moved to ${to} on ${at.slice(0, 10)}: nothing runs here any more.`,
		`Let the nodes work with ${to}: choose its connection in them (PostgreSQL can also be named with CRMFLOW_POSTGRES_URL). To work here again all the same: crmflow backup old.crmflow.gz, then crmflow restore old.crmflow.gz --replace.`,
	);
}
