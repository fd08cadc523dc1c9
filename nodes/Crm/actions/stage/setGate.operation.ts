import type { GateSide } from '../../../../src/model/stageGates';
import { asList } from '../../../shared/asList';
import { TYPE_DEPENDENCIES } from '../../../shared/recordSources';
import { usersField } from '../../fields/additional';
import { pipelineField, recordTypeField, stageField } from '../../fields/locators';
import { kindField, sectionField } from '../document/labels';
import { picked } from '../example';
import { writeOperation } from '../operation';

export const setGate = writeOperation({
	operation: 'stage.setGate',
	option: {
		name: 'Set Gate',
		value: 'setGate',
		action: 'Set the gate of a stage',
		description: 'Say what must be there before a record comes into a stage or goes out of it, and who may move it',
	},
	example: {
		goal: 'Let a deal be won only when its amount is filled in and none of its tasks is open.',
		form: {
			recordType: picked('deal', 'Deal'),
			pipeline: picked('sales', 'Sales'),
			stage: picked('sales:won', 'Won'),
			neededFields: ['amount'],
			noOpenTasks: true,
		},
	},
	description: [
		recordTypeField({ description: 'The type that has the pipeline' }),
		pipelineField({ required: true, description: 'The pipeline that has the stage' }),
		stageField({ required: true, description: 'The stage that gets the gate' }),
		{
			displayName: 'When a Record',
			name: 'gateSide',
			type: 'options',
			noDataExpression: true,
			default: 'entering',
			options: [
				{ name: 'Comes Into the Stage', value: 'entering', description: 'Moved there, or made there' },
				{ name: 'Goes Out of the Stage', value: 'leaving', description: 'To any other stage' },
			],
			description:
				'Which side of the stage it is about. What is below takes the place of what this side asked for before; when all of it is left empty, the side is open.',
		},
		{
			displayName: 'Needed Field Names or IDs',
			name: 'neededFields',
			type: 'multiOptions',
			default: [],
			description:
				'Fields that must be filled in. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			typeOptions: { loadOptionsMethod: 'getGateFields', loadOptionsDependsOn: TYPE_DEPENDENCIES },
		},
		{
			displayName: 'No Open Tasks',
			name: 'noOpenTasks',
			type: 'boolean',
			default: false,
			description: 'Whether all tasks of the record must be completed or cancelled',
		},
		{
			displayName: 'Document Needed',
			name: 'documentNeeded',
			type: 'boolean',
			default: false,
			description: 'Whether the record must have a document',
		},
		{
			...sectionField({ description: 'The section that the document must be in; any, when left empty' }),
			displayOptions: { show: { documentNeeded: [true] } },
		},
		{
			...kindField({ description: 'What the document must be; anything, when left empty' }),
			displayOptions: { show: { documentNeeded: [true] } },
		},
		{
			displayName: 'Who May Move It: Role Names or IDs',
			name: 'moverRoles',
			type: 'multiOptions',
			default: [],
			description:
				'Users with one of these roles may move the record. With no role, group and user chosen, everybody may. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			typeOptions: { loadOptionsMethod: 'getRoles' },
		},
		{
			displayName: 'Who May Move It: Group Names or IDs',
			name: 'moverGroups',
			type: 'multiOptions',
			default: [],
			description:
				'Users in one of these groups may move the record. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			typeOptions: { loadOptionsMethod: 'getGroups' },
		},
		usersField({ displayName: 'Who May Move It: User Names or IDs', name: 'moverUsers', what: 'These users may move the record' }),
	],
	input: (item) => ({
		type: item.requiredText('recordType', 'Record Type'),
		pipeline: item.requiredText('pipeline', 'Pipeline'),
		stage: item.requiredText('stage', 'Stage'),
		side: item.value('gateSide', 'entering') as GateSide,
		fields: asList(item.value('neededFields', [])),
		noOpenTasks: item.boolean('noOpenTasks'),
		document: item.boolean('documentNeeded'),
		section: item.text('section'),
		kind: item.text('kind'),
		roles: asList(item.value('moverRoles', [])),
		groups: asList(item.value('moverGroups', [])),
		users: asList(item.value('moverUsers', [])),
	}),
});
