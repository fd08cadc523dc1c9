import { fileField, fileOfItem, fileReference } from '../itemFiles';
import { writeOperation } from '../operation';

export const importSetUp = writeOperation({
	operation: 'system.importSetUp',
	option: {
		name: 'Import Set-Up',
		value: 'importSetUp',
		action: 'Import the set-up of a CRM',
		description: 'Make and change what a file of "Export Set-Up" says: all of it, or nothing; nothing is removed',
	},
	example: {
		goal: 'Bring a new customer\'s CRM to the set-up of the agency: a group "Onboarding" and a field "Region" of deals.',
		form: {},
		file: {
			name: 'agency.setup.json',
			content: JSON.stringify({
				format: 'crmflow-setup',
				version: 1,
				recordTypes: [
					{
						name: 'deal',
						label: 'Deal',
						pluralLabel: 'Deals',
						fields: [{ name: 'region', label: 'Region', kind: 'string', required: false }],
						pipelines: [],
					},
				],
				groups: ['Onboarding'],
				roles: [],
				filingRules: [],
				templates: [],
			}),
		},
	},
	description: [fileField],
	input(item) {
		const { property, file } = fileOfItem(item);
		return { file: fileReference(item.index, property), name: file.fileName ?? property };
	},
});
