import { isBlank } from '../../../model/coercion';
import { CrmError } from '../../../model/CrmError';
import type { User } from '../../../model/user';
import type { WriteContext } from '../../../model/write';
import { Directory } from '../../words/directory/directory';
import type { Operation } from '../../engine/effects/Operation';
import type { Output } from '../../../model/output';
import { containsText, sameName } from '../../../model/normalForm';
import type { Scope } from '../../engine/Scope';
import { nameEditor, userEditor } from '../../words/directory/optionalParts';
import type { ChangeMembersInput, DeleteGroupInput, SaveGroupInput } from './inputs';
import { plainText } from '../../../model/plainText';

type Person = { id: string; name: string };

/** `added` and `removed`: who came and went just now; `reason`: why nobody did, null when somebody did. */
export type GroupOutput = Output & { name: string; memberCount: number; members: Person[] };
export type ChangedGroupOutput = GroupOutput & { added: Person[]; removed: Person[]; reason: string | null };
export type DeletedGroupOutput = Output & { deleted: true; name: string; removed: Person[] };

/** Throws notFound (person), missingValue, unsupported. */
export const saveGroups: Operation<SaveGroupInput, ChangedGroupOutput & { created: boolean }> = {
	name: 'group.save',
	writes: 'crm',
	target: ({ name }) => [name],
	async perform(scope, inputs, write) {
		const outputs = [];
		for (const { name: given, members } of inputs) {
			if (isBlank(given)) throw new CrmError('missingValue', 'The group has no name.', 'Give it a name, for example Sales.');
			const present = (await scope.crm.users.groups.find()).find((name) => sameName(name, given));
			const name = present ?? plainText(given);
			await nameEditor(scope, 'groups').save([name]);
			const people = (await new Directory(scope).people()).all;
			const wanted = members === undefined ? undefined : new Set(await idsOf(scope, members));
			const added = people.filter(({ id, groups }) => wanted?.has(id) === true && !groups.includes(name));
			const removed = people.filter(({ id, groups }) => wanted?.has(id) === false && groups.includes(name));
			const output = await change(scope, name, { added, removed, otherwise: 'The group is there with these members already.' }, write);
			outputs.push({ ...output, ...(present === undefined ? { created: true, reason: null } : { created: false }) });
		}
		return outputs;
	},
};

/** Throws notFound (group, person), missingValue. Who is in it already stays. */
export const addMembers: Operation<ChangeMembersInput, ChangedGroupOutput> = {
	name: 'group.addMembers',
	writes: 'crm',
	target: ({ group, members }) => [group, [...members].sort()],
	async perform(scope, inputs, write) {
		return await changeMembers(
			scope,
			inputs,
			async (name, chosen) =>
				await change(
					scope,
					name,
					{
						added: chosen.filter(({ groups }) => !groups.includes(name)),
						otherwise: 'Everybody chosen is in the group already.',
					},
					write,
				),
		);
	},
};

/** Throws notFound (group, person), missingValue. Who is not in it stays out. */
export const removeMembers: Operation<ChangeMembersInput, ChangedGroupOutput> = {
	name: 'group.removeMembers',
	writes: 'crm',
	target: ({ group, members }) => [group, [...members].sort()],
	async perform(scope, inputs, write) {
		return await changeMembers(
			scope,
			inputs,
			async (name, chosen) =>
				await change(
					scope,
					name,
					{
						removed: chosen.filter(({ groups }) => groups.includes(name)),
						otherwise: 'Nobody chosen is in the group.',
					},
					write,
				),
		);
	},
};

/** Takes everybody out of it first. Throws notFound. */
export const deleteGroups: Operation<DeleteGroupInput, DeletedGroupOutput> = {
	name: 'group.delete',
	writes: 'crm',
	target: ({ group }) => [group],
	async perform(scope, inputs, write) {
		// Asked for first: where the CRM cannot be changed, nothing of what goes before may be done.
		const editor = nameEditor(scope, 'groups');
		const outputs: DeletedGroupOutput[] = [];
		for (const { group } of inputs) {
			const directory = new Directory(scope);
			const name = await directory.group(group);
			const members = (await directory.people()).all.filter(({ groups }) => groups.includes(name));
			const { removed } = await change(scope, name, { removed: members, otherwise: 'Nobody is in the group.' }, write);
			await editor.remove(name);
			outputs.push({ deleted: true, name, removed });
		}
		return outputs;
	},
};

/** By name; `search` is a part of it. */
export async function listGroupOutputs(scope: Scope, { search, limit }: { search?: string; limit?: number }): Promise<GroupOutput[]> {
	const people = (await new Directory(scope).people()).all;
	const names = (await scope.crm.users.groups.find()).filter((name) => containsText(name, search));
	return names.slice(0, limit).map((name) => groupOutput(name, people));
}

async function changeMembers(
	scope: Scope,
	inputs: readonly ChangeMembersInput[],
	work: (name: string, chosen: User[]) => Promise<ChangedGroupOutput>,
): Promise<ChangedGroupOutput[]> {
	const outputs: ChangedGroupOutput[] = [];
	for (const { group, members } of inputs) {
		const directory = new Directory(scope);
		const name = await directory.group(group);
		if (members.length === 0)
			throw new CrmError('missingValue', `Nobody was chosen for the group "${name}".`, 'Choose at least one person.');
		const ids = new Set(await idsOf(scope, members));
		outputs.push(
			await work(
				name,
				(await directory.people()).all.filter(({ id }) => ids.has(id)),
			),
		);
	}
	return outputs;
}

/** Who comes and goes; `otherwise`: what to say where nobody does. */
interface Moves {
	added?: readonly User[];
	removed?: readonly User[];
	otherwise: string;
}

async function change(
	scope: Scope,
	group: string,
	{ added = [], removed = [], otherwise }: Moves,
	write: WriteContext,
): Promise<ChangedGroupOutput> {
	const { users } = scope.crm;
	const update = userEditor(scope, 'update');
	const changes = [
		...added.map(({ id, groups }) => ({ id, groups: [...groups, group] })),
		...removed.map(({ id, groups }) => ({ id, groups: groups.filter((other) => other !== group) })),
	];
	if (changes.length > 0) await update(changes, write);
	const reason = changes.length > 0 ? null : otherwise;
	return { ...groupOutput(group, await users.find()), added: added.map(person), removed: removed.map(person), reason };
}

async function idsOf(scope: Scope, members: readonly string[]): Promise<string[]> {
	const people = await new Directory(scope).people();
	return members.map((member) => people.resolve(member, 'Member of the group').id);
}

function groupOutput(name: string, people: readonly User[]): GroupOutput {
	const members = people.filter(({ groups }) => groups.includes(name)).map(person);
	return { name, memberCount: members.length, members };
}

function person({ id, name }: User): Person {
	return { id, name };
}
