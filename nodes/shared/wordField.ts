import type { INodeProperties } from 'n8n-workflow';

type Word = { method: string; placeholder: string; /** Only what is there makes sense. */ known?: boolean } & Pick<
	INodeProperties,
	'displayName' | 'name' | 'description'
> &
	Partial<INodeProperties>;

/** A word of the company's own, such as a section: one of those in use, from a list, or a new one. Its value is a locator. */
export function wordField({ method, placeholder, known = false, ...field }: Word): INodeProperties {
	return {
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Choose…',
				typeOptions: { searchListMethod: method, searchable: true, skipCredentialsCheckInRLC: true },
			},
			{ displayName: known ? 'By Name' : 'New or by Name', name: 'name', type: 'string', placeholder },
		],
		...field,
	};
}

/** Where a process belongs. */
export const departmentField = wordField({
	displayName: 'Department',
	name: 'department',
	method: 'searchDepartments',
	placeholder: 'e.g. Sales',
	description: 'The department whose process this is; processes are listed by it (CRM Setup, Process, Get Many)',
});

/** What kind of process it is. */
export const processCategoryField = wordField({
	displayName: 'Category',
	name: 'category',
	method: 'searchProcessCategories',
	placeholder: 'e.g. Onboarding',
	description: 'What kind of process this is; processes are listed by it (CRM Setup, Process, Get Many)',
});
