import { CrmError } from '../model/CrmError';

/** Throws conflict when a thing has another version than the one a change is for. `label`: "Task". */
export function requireVersion(label: string, { id, version }: { id: string; version: string }, wanted: string | undefined): void {
	if (wanted === undefined || wanted === version) return;
	throw new CrmError(
		'conflict',
		`${label} ${id} was changed by somebody else: it has version ${version}, not ${wanted}.`,
		`Read the ${label.toLowerCase()} again, and write with the version it has then.`,
	);
}
