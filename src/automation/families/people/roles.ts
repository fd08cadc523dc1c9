import { isBlank } from '../../../model/coercion';
import { CrmError } from '../../../model/CrmError';
import { OTHER_TYPES, RIGHTS, type Permission, type Right } from '../../../model/permissions';
import { Directory } from '../../words/directory/directory';
import type { Operation } from '../../engine/effects/Operation';
import type { Output } from '../../../model/output';
import { containsText, sameName } from '../../../model/normalForm';
import type { Scope } from '../../engine/Scope';
import { nameEditor } from '../../words/directory/optionalParts';
import type { DeleteRoleInput, GivenPermission, SaveRoleInput } from './inputs';
import { plainText } from '../../../model/plainText';

export type RoleOutput = Output & {
	name: string;
	mayDoEverything: boolean;
	/** Per record type; empty where it may do everything. */
	permissions: Output[];
	userCount: number;
	users: Array<{ id: string; name: string }>;
};
/** `moved`: those who got the other role. */
export type DeletedRoleOutput = Output & { deleted: true; name: string; moved: Array<{ id: string; name: string }> };

/** Throws notFound (record type), missingValue, invalidValue. */
export const saveRoles: Operation<SaveRoleInput, RoleOutput & { created: boolean }> = {
	name: 'role.save',
	writes: 'crm',
	target: ({ name }) => [name],
	async perform(scope, inputs) {
		const outputs = [];
		for (const { name: given, permissions } of inputs) {
			if (isBlank(given)) throw new CrmError('missingValue', 'The role has no name.', 'Give it a name, for example manager.');
			const present = (await scope.crm.users.roles.find()).find((name) => sameName(name, given));
			const name = present ?? plainText(given);
			if (present === undefined) await nameEditor(scope, 'roles').save([name]);
			await scope.companions.permissions.save(name, permissions === undefined ? undefined : rowsOf(name, permissions));
			outputs.push({ ...(await roleOutput(scope, new Directory(scope), name)), created: present === undefined });
		}
		return outputs;
	},
};

/** Refused while users have it, unless another role is named for them. Throws notFound, conflict, invalidValue. */
export const deleteRoles: Operation<DeleteRoleInput, DeletedRoleOutput> = {
	name: 'role.delete',
	writes: 'crm',
	target: ({ role }) => [role],
	async perform(scope, inputs, write) {
		const outputs: DeletedRoleOutput[] = [];
		for (const { role, replacement } of inputs) {
			const directory = new Directory(scope);
			const name = await directory.role(role);
			const moved = isBlank(replacement) ? [] : (await directory.people()).all.filter((user) => user.role === name);
			const other = isBlank(replacement) ? null : await directory.role(replacement);
			if (other === name)
				throw new CrmError(
					'invalidValue',
					`Those who have the role "${name}" cannot get the role that is deleted.`,
					'Choose another role for them.',
				);
			if (moved.length > 0)
				await scope.crm.users.update?.(
					moved.map(({ id }) => ({ id, role: other })),
					write,
				);
			await nameEditor(scope, 'roles').remove(name).catch(explainUsers);
			outputs.push({ deleted: true, name, moved: moved.map((user) => ({ id: user.id, name: user.name })) });
		}
		return outputs;
	},
};

/** Throws notFound. */
export async function getRole(scope: Scope, reference: string): Promise<RoleOutput> {
	const directory = new Directory(scope);
	return await roleOutput(scope, directory, await directory.role(reference));
}

/** By name; `search` is a part of it. */
export async function listRoleOutputs(scope: Scope, { search, limit }: { search?: string; limit?: number }): Promise<RoleOutput[]> {
	const directory = new Directory(scope);
	const outputs: RoleOutput[] = [];
	for (const name of (await scope.crm.users.roles.find()).filter((role) => containsText(role, search)).slice(0, limit))
		outputs.push(await roleOutput(scope, directory, name));
	return outputs;
}

function rowsOf(role: string, given: readonly GivenPermission[]): Permission[] {
	if (given.length === 0)
		throw new CrmError('missingValue', `The role "${role}" has no permissions.`, 'Add a row under "Permissions", or let it do everything.');
	return given.flatMap(({ recordTypes, allowed, ownOnly }) => {
		if (recordTypes.length === 0)
			throw new CrmError(
				'missingValue',
				`A row of the permissions of the role "${role}" has no record type.`,
				'Choose the record types it is about, or "All Other Record Types".',
			);
		return recordTypes.map((recordType) => ({ recordType, allowed: [...allowed] as Right[], ownOnly }));
	});
}

/** The port knows no field of the form. */
function explainUsers(error: unknown): never {
	if (!(error instanceof CrmError) || error.code !== 'conflict') throw error;
	throw new CrmError(
		'conflict',
		error.message,
		'Choose under "Give Its Users the Role" which role they get instead, or give them another one first (User › Update).',
		{ cause: error },
	);
}

async function roleOutput(scope: Scope, directory: Directory, name: string): Promise<RoleOutput> {
	const permissions = await scope.companions.permissions.of(name);
	const users = (await directory.people()).all.filter((user) => user.role === name).map((user) => ({ id: user.id, name: user.name }));
	const rows: Output[] = [];
	for (const permission of typeof permissions === 'string' ? [] : permissions) rows.push(await permissionOutput(directory, permission));
	return { name, mayDoEverything: permissions === 'everything', permissions: rows, userCount: users.length, users };
}

/** A switch per right, so that a table of it can be read. */
async function permissionOutput(directory: Directory, { recordType, allowed, ownOnly }: Permission): Promise<Output> {
	const label = recordType === OTHER_TYPES ? 'All other record types' : (await directory.describeKept(recordType)).label;
	return { recordType, recordTypeLabel: label, ...Object.fromEntries(RIGHTS.map((right) => [right, allowed.includes(right)])), ownOnly };
}
