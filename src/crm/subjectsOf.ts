import type { Subjects } from '../companions/Subjects';
import type { Ledger } from '../ledger/Ledger';
import type { CrmError } from '../model/CrmError';
import { forDraft, notFound, recordNotFound } from '../model/CrmError';
import type { Crm } from './Crm';

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
			for (const [type, links] of Map.groupBy(named, (link) => link.type)) {
				const { label } = await crm.describe(type).catch((error: unknown) => thrownFor(links[0]!.index, error));
				const ids = [...new Set(links.map(({ id }) => id))];
				const existing = new Set<string>();
				for await (const { id } of crm.find(type, { conditions: [{ field: 'id', operator: 'isOneOf', value: ids }] })) existing.add(id);
				const missing = links.find(({ id }) => !existing.has(id));
				if (missing === undefined) continue;
				throw recordNotFound(label, missing.id, { where: `(${missing.where})`, index: missing.index });
			}
		},
		async requireTypes(names) {
			for (const name of names) await crm.describe(name);
		},
		async requireRole(role) {
			const roles = await crm.users.roles.find();
			if (!roles.includes(role)) throw notFound('role', role, roles);
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

function thrownFor(index: number, error: unknown): never {
	return forDraft(index, () => {
		throw error;
	});
}
