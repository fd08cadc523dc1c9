import type { SchemaEditor } from '../../../crm/Crm';
import { CrmError } from '../../../model/CrmError';
import type { Scope } from '../../engine/Scope';

/** Throws unsupported where the CRM's types cannot be defined from here. */
export function schemaEditor({ crm }: Pick<Scope, 'crm'>): SchemaEditor {
	if (crm.schema !== undefined) return crm.schema;
	throw new CrmError(
		'unsupported',
		`Record types, fields and pipelines of ${crm.capabilities.name} cannot be changed from here.`,
		'Change them in that CRM itself.',
	);
}
