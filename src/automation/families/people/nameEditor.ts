import type { NameStore } from '../../../crm/Crm';
import { CrmError } from '../../../model/CrmError';
import type { Scope } from '../../engine/Scope';

/** For making and deleting groups or roles. Throws unsupported where the CRM does not let us. */
export function nameEditor({ crm }: Pick<Scope, 'crm'>, kind: 'groups' | 'roles'): Required<NameStore> {
	const names = crm.users[kind];
	if (names.save !== undefined && names.remove !== undefined) return names as Required<NameStore>;
	const { name } = crm.capabilities;
	throw new CrmError('unsupported', `The ${kind} of ${name} cannot be changed from here.`, `Change them in ${name}.`);
}
