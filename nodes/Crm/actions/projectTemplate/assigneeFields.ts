import type { INodeProperties } from 'n8n-workflow';
import { byName } from '../../../shared/byName';

/** Who does it: the kind, and for most kinds a name. `inherited` is what holds when nothing is chosen. */
export function assigneeFields(inherited: { name: string; value: string }): INodeProperties[] {
	const preselected = inherited.value;
	return [
		{
			displayName: 'Responsible',
			name: 'responsible',
			type: 'options',
			description: 'Who does it',
			noDataExpression: true,
			default: preselected,
			options: [
				inherited,
				{ name: 'A Chosen User', value: 'user' },
				{ name: 'Someone in a Group', value: 'group' },
				{ name: 'Someone With a Role', value: 'role' },
				{ name: "Supervisor of the Record's Responsible Person", value: 'supervisor' },
				{ name: 'The User Given as a Parameter', value: 'parameter' },
				...(inherited.value === 'recordResponsible' ? [] : [{ name: 'Responsible Person of the Record', value: 'recordResponsible' }]),
			].sort(byName),
		},
		{
			displayName: 'Name',
			name: 'responsibleName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Darcel Schlecht',
			description: 'Name or email of the user, or the name of the group, role or parameter',
			displayOptions: { show: { responsible: ['user', 'group', 'role', 'parameter'] } },
		},
	];
}
