import type { Output } from '../../../../src/model/output';
import { additionalFields } from '../../fields/additional';
import { readOperation } from '../operation';

const DEFAULT_NAME = 'crm.setup.json';

/** The file of a result that was just read. */
const texts = new WeakMap<Output, string>();

export const exportSetUp = readOperation({
	option: {
		name: 'Export Set-Up',
		value: 'exportSetUp',
		action: 'Export the set-up of the CRM',
		description:
			'Get a file with record types, fields, pipelines, gates of stages, groups, roles, filing rules, the company calendar and project templates, without any data',
	},
	example: {
		goal: 'Keep how the CRM is set up, to bring the CRM of another company to it.',
		form: {},
	},
	description: [
		{
			displayName: 'Put Output File in Field',
			name: 'binaryProperty',
			type: 'string',
			default: 'data',
			required: true,
			hint: 'The name of the output field to put the file in',
			description: 'Name of the binary field of the output',
		},
		additionalFields([
			{
				displayName: 'File Name',
				name: 'fileName',
				type: 'string',
				default: '',
				placeholder: 'e.g. agency.setup.json',
				description: `The name of the file; ${DEFAULT_NAME}, when left out`,
			},
		]),
	],
	aboutSetUp: true,
	async read(item, scope) {
		const { exportSetUp: read } = await import('../../../../src/automation/families/setUp/exportSetUp');
		const { setUpText } = await import('../../../../src/model/setUp');
		const setUp = await read(scope);
		const numberOf = (part: 'fields' | 'pipelines') => setUp.recordTypes.reduce((sum, type) => sum + type[part].length, 0);
		const output: Output = {
			fileName: item.collection('additionalFields').text('fileName') ?? DEFAULT_NAME,
			recordTypes: setUp.recordTypes.length,
			fields: numberOf('fields'),
			pipelines: numberOf('pipelines'),
			groups: setUp.groups.length,
			roles: setUp.roles.length,
			filingRules: setUp.filingRules.length,
			projectTemplates: setUp.templates.length,
		};
		texts.set(output, setUpText(setUp));
		return [output];
	},
	async files(item, _, result) {
		const content = Buffer.from(texts.get(result)!);
		const file = await item.run.context.helpers.prepareBinaryData(content, String(result.fileName), 'application/json');
		return { [item.requiredText('binaryProperty', 'Put Output File in Field')]: file };
	},
});
