import { CrmError } from '../../model/CrmError';

const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const CONSTRAINT = 19;
const NOT_A_DATABASE = 26;

/** SQLite's own number of what went wrong, without the detail in its upper bits; undefined: not an error of SQLite. */
function sqliteErrorCode(error: unknown): number | undefined {
	if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
	return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

/** Another process holds the database: trying again soon can help. */
export function isBusy(error: unknown): boolean {
	const code = sqliteErrorCode(error);
	return code === BUSY || code === LOCKED;
}

/** What is in the file cannot be read, as SQLite said it or as `sqliteError` does. */
export function isDamaged(error: unknown): boolean {
	const code = sqliteErrorCode(error instanceof CrmError ? error.cause : error);
	return code === CORRUPT || code === NOT_A_DATABASE;
}

export function isNotADatabase(error: unknown): boolean {
	return sqliteErrorCode(error) === NOT_A_DATABASE;
}

/** What SQLite said, in the user's words. `file` is the name people know the database by. */
export function sqliteError(error: unknown, file: string): unknown {
	if (error instanceof CrmError) return error;
	const options = { cause: error };
	const detail = error instanceof Error ? error.message : String(error);
	switch (sqliteErrorCode(error)) {
		case undefined:
			if (isDiskFull(error)) return noSpace(file, options);
			return isClosed(error)
				? new CrmError('unavailable', `The database "${file}" was closed.`, 'Run the step again: it opens a new connection.', options)
				: error;
		case BUSY:
		case LOCKED:
			return new CrmError(
				'unavailable',
				`The database "${file}" is locked by another program.`,
				'Close the program that holds it (a database editor, a backup, another n8n) and run the step again.',
				options,
			);
		case READONLY:
			return readOnly(file, error);
		case CORRUPT:
		case NOT_A_DATABASE:
			return new CrmError(
				'storage',
				`The file "${file}" is damaged or is not a SQLite database.`,
				'Put a backup in its place (crmflow restore … --replace), or choose another database name.',
				options,
			);
		case FULL:
			return noSpace(file, options);
		case IO_ERROR:
		case CANNOT_OPEN:
			return new CrmError(
				'storage',
				`The database "${file}" cannot be read or written: ${detail}.`,
				'Check that its folder exists and belongs to the user n8n runs as.',
				options,
			);
		case CONSTRAINT:
			return new CrmError(
				'conflict',
				`The database "${file}" refused the write: ${detail}.`,
				'Somebody else wrote the same thing at the same moment, or the name is taken: read it again and retry.',
				options,
			);
		default:
			return new CrmError(
				'storage',
				`The database "${file}" refused a statement: ${detail}.`,
				'If another program changed its tables, put a backup in its place; otherwise report this message.',
				options,
			);
	}
}

function noSpace(file: string, options: { cause: unknown }): CrmError {
	return new CrmError(
		'storage',
		`There is no space left to write the database "${file}".`,
		'Free some disk space and try again. What was there before is as it was.',
		options,
	);
}

/** As the system says it, or the limit of a user. */
function isDiskFull(error: unknown): boolean {
	return error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT'].includes(String(error.code));
}

export function readOnly(file: string, cause: unknown): CrmError {
	return new CrmError(
		'storage',
		`The database "${file}" is read-only.`,
		'Give the user n8n runs as the right to write the file and its folder, or choose another database name.',
		{ cause },
	);
}

function isClosed(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE';
}
