import { CrmError } from './CrmError';
import type { FieldValue, RecordRef } from './record';

/** What a role can allow for a record type. `run`: start projects and replay processes for its records. */
export const RIGHTS = ['see', 'create', 'edit', 'delete', 'run'] as const;
export type Right = (typeof RIGHTS)[number];

/** As the type of a permission: all record types that the role does not name otherwise. */
export const OTHER_TYPES = '*';

/** What a role allows for one record type. What no permission of a role says is forbidden. */
export interface Permission {
	/** Name of the type, or OTHER_TYPES. */
	recordType: string;
	/** In the order of RIGHTS. Empty: nothing. */
	allowed: Right[];
	/** See, edit, delete and run only what belongs to the user himself: see `ownerField`. */
	ownOnly: boolean;
}

/**
 * What users with a role may do: what is listed, everything, or (the CRM knows no such role, or keeps no roles at all) what
 * nobody can tell.
 */
export type RolePermissions = readonly Permission[] | 'everything' | 'unknown';

/** How far a right reaches: to all records of a type, to the user's own, or to none. */
export type Reach = 'all' | 'own' | 'none';

export function reachOf(permissions: readonly Permission[], right: Right, type: string): Reach {
	const permission =
		permissions.find(({ recordType }) => recordType === type) ?? permissions.find(({ recordType }) => recordType === OTHER_TYPES);
	if (permission === undefined || !permission.allowed.includes(right)) return 'none';
	// What is created has belonged to nobody.
	return permission.ownOnly && right !== 'create' ? 'own' : 'all';
}

/** The field that names whose a record is. */
export function ownerField(type: string): string {
	return OWNER_FIELDS.get(type) ?? 'responsible';
}

const OWNER_FIELDS: ReadonlyMap<string, string> = new Map([
	['document', 'author'],
	['project', 'startedBy'],
	['user', 'id'],
]);

/** Id of the user to whom a record belongs; null: nobody. */
export function ownerOf({ type, id, values }: RecordRef & { values: Readonly<Record<string, FieldValue | undefined>> }): string | null {
	const field = ownerField(type);
	const owner = field === 'id' ? id : values[field];
	return typeof owner === 'string' ? owner : null;
}

/** Permissions as they are stored: who may edit, delete or run may also see. Throws invalidValue. */
export function checkPermissions(role: string, given: readonly Permission[]): Permission[] {
	const types = given.map(({ recordType }) => recordType);
	const twice = types.find((type, index) => types.indexOf(type) !== index);
	if (twice !== undefined) {
		const what = twice === OTHER_TYPES ? 'All other record types are' : `Record type "${twice}" is`;
		throw new CrmError(
			'invalidValue',
			`${what} in the permissions of the role "${role}" twice.`,
			'Put all that is allowed for it into one row.',
		);
	}
	return given.map(({ recordType, allowed, ownOnly }) => {
		const unknown = allowed.find((right) => !RIGHTS.includes(right));
		if (unknown !== undefined)
			throw new CrmError('invalidValue', `"${String(unknown)}" is nothing that a role can allow.`, `Choose from: ${RIGHTS.join(', ')}.`);
		const seeing = allowed.some((right) => right === 'edit' || right === 'delete' || right === 'run');
		return { recordType, allowed: RIGHTS.filter((right) => allowed.includes(right) || (right === 'see' && seeing)), ownOnly };
	});
}
