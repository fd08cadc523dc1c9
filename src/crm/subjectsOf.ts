import type { Subjects } from '../companions/Subjects';
import type { Ledger } from '../ledger/Ledger';
import type { CrmError } from '../model/CrmError';
import { notFound } from '../model/CrmError';
import type { Pipeline, RecordTypeDescription } from '../model/recordType';
import { checkGate } from '../model/stageGates';
import { pipelineOfStage, stageNotFound } from '../model/stageNames';
import type { Crm } from './Crm';
import { requireNamed, thrownFor } from './namedRecords';

/** What companions name, in a CRM that keeps its data elsewhere: one request for each record type, however many are named. */
export function subjectsOf(crm: Crm, { templates }: Pick<Ledger, 'templates'>): Subjects {
	return {
		async requireUsers(named, where) {
			if (named.length === 0) return;
			const users = await crm.users.find();
			const existing = users.map(({ id, name }) => ({ id, shown: `${id} (${name})` }));
			requireEach(named, existing, (id, names) => notFound('user', id, names, where));
		},
		async requireRecords(named) {
			await requireNamed(named, {
				type: async (name) => await crm.describe(name),
				existingIds: async (type, ids) => await existingIds(crm, type, ids),
			});
		},
		async requireTypes(names) {
			for (const name of names) await crm.describe(name);
		},
		async requireRole(role) {
			const roles = await crm.users.roles.find();
			if (!roles.includes(role)) throw notFound('role', role, roles);
		},
		async checkGate(stageId, gate) {
			const type = await typeOfStage(crm, stageId);
			const { groups, roles } = crm.users;
			return checkGate(gate, { type, roles: await roles.find(), groups: await groups.find(), users: await crm.users.find() });
		},
		async requireTemplates(named) {
			if (named.length === 0) return;
			const existing = (await templates.list()).map(({ id, name }) => ({ id, shown: `${id} (${name})` }));
			requireEach(named, existing, (id, names) => notFound('project template', id, names));
		},
	};
}

function requireEach(
	named: ReadonlyArray<{ id: string; index: number }>,
	existing: ReadonlyArray<{ id: string; shown: string }>,
	refusal: (id: string, names: string[]) => CrmError,
): void {
	const ids = new Set(existing.map(({ id }) => id));
	const missing = named.find(({ id }) => !ids.has(id));
	if (missing !== undefined) {
		const names = existing.map(({ shown }) => shown);
		thrownFor(missing.index, refusal(missing.id, names));
	}
}

/** Throws notFound. */
async function typeOfStage(crm: Crm, id: string): Promise<RecordTypeDescription> {
	const pipelines: Pipeline[] = [];
	for (const { name } of await crm.recordTypes()) {
		const type = await crm.describe(name);
		if (pipelineOfStage(type, id) !== undefined) return type;
		pipelines.push(...type.pipelines);
	}
	throw stageNotFound(pipelines, id, 'id');
}

async function existingIds(crm: Crm, type: string, ids: ReadonlySet<string>): Promise<ReadonlySet<string>> {
	const existing = new Set<string>();
	for await (const { id } of crm.find(type, { conditions: [{ field: 'id', operator: 'isOneOf', value: [...ids] }] })) existing.add(id);
	return existing;
}
