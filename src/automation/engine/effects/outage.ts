import { CrmError } from '../../../model/CrmError';

/** Whether the CRM or a database cannot be reached now: later the same may go well. As it is, or as the cause of a node's error. */
export function isOutage(error: unknown): boolean {
	const own = error instanceof Error && error.cause instanceof CrmError ? error.cause : error;
	return own instanceof CrmError && own.code === 'unavailable';
}

/** The CRM or the database is gone, locked or not ours: trying each call by itself would only wait again and again. */
export function concernsAll(error: unknown): boolean {
	return isOutage(error) || (error instanceof CrmError && error.code === 'storage');
}
