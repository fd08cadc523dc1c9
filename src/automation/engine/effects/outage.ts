import { CrmError } from '../../../model/CrmError';

/** Whether the CRM or a database cannot be reached now: later the same may go well. As it is, or as the cause of a node's error. */
export function isOutage(error: unknown): boolean {
	const own = error instanceof Error && error.cause instanceof CrmError ? error.cause : error;
	return own instanceof CrmError && own.code === 'unavailable';
}
