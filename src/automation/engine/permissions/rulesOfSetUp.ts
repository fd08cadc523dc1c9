import type { FilingRuleStore, PermissionStore, StageGateStore } from '../../../companions/Companions';
import type { SchemaEditor, UserDirectory } from '../../../crm/Crm';
import type { Rules } from './guard';

const TYPES = { setUp: 'record types, fields, pipelines and stages' };
const GROUPS = { setUp: 'groups' };
const ROLES = { setUp: 'roles' };

/** Names of people are needed in every form; people are seen as records with the right to see users. */
export const USERS: Rules<UserDirectory> = {
	findByKey: 'open',
	find: 'open',
	get: 'open',
	groups: { find: 'open', save: GROUPS, remove: GROUPS },
	roles: { find: 'open', save: ROLES, remove: ROLES },
	supervisorsOf: 'open',
	create: {
		async before(access, _, drafts) {
			await access.requireType('create', 'user');
			for (const { role = null } of drafts) if (role !== null) access.refuseSetUp('the roles of users');
		},
	},
	update: {
		async before(access, users, changes) {
			const refs = changes.map(({ id }) => ({ type: 'user', id }));
			await access.requireRecords('edit', refs);
			for (const { id, role } of changes) {
				if (role !== undefined && role !== ((await users.get(id))?.role ?? null)) access.refuseSetUp('the roles of users');
			}
		},
	},
};

export const SCHEMA: Rules<SchemaEditor> = {
	saveRecordType: TYPES,
	saveField: TYPES,
	savePipeline: TYPES,
	removeRecordType: TYPES,
	removeField: TYPES,
	removePipeline: TYPES,
};

export const FILING_RULES: Rules<FilingRuleStore> = { find: 'open', save: { setUp: 'the filing rules of documents' } };

export const PERMISSIONS: Rules<PermissionStore> = { of: 'open', save: ROLES };

export const STAGE_GATES: Rules<StageGateStore> = { find: 'open', save: TYPES };
