import { CrmError } from '../../../../src/model/CrmError';
import type { RecordRef } from '../../../../src/model/record';
import type { MergeChoice } from '../../../../src/automation/families/records/mergeFieldValues';
import { asList } from '../../../shared/asList';
import type { FoundDuplicates } from '../../../shared/foundDuplicates';
import { TYPE_DEPENDENCIES } from '../../../shared/recordSources';
import { recordField } from '../../fields/locators';
import { mergeText } from '../../fields/mergeText';
import { recordChoice } from '../../fields/recordChoice';
import { picked } from '../example';
import { missing, type Collection, type ItemParameters } from '../ItemParameters';
import { writeOperation } from '../operation';

/** A row of the table of fields with a choice of their own. */
interface FieldChoice {
	field: string;
	choice: MergeChoice | 'value';
	value?: unknown;
}

const FILL_EMPTY = {
	name: "Keep the Master's, Fill Empty Ones From the Others",
	value: 'fillEmpty',
	description: 'Of several others that have a value, the one that was changed last',
};
const MASTER = { name: "Keep the Master's, Even When Empty", value: 'master' };
const GIVEN = { name: 'Value Below', value: 'value' };
const NEWEST = {
	name: 'Newest Wins',
	value: 'newest',
	description: 'The value of the record that was changed last, among those that have one',
};

export const merge = writeOperation({
	operation: 'record.merge',
	option: {
		name: 'Merge',
		value: 'merge',
		action: 'Merge duplicates into a record',
		description:
			'Make one record of several: tasks, history, notices, projects and links go to the master, the duplicates are deleted and can be restored',
	},
	example: {
		goal: 'Merge a deal that was entered twice into the one to keep.',
		form: {
			recordSource: 'choose',
			recordType: picked('deal', 'Deal'),
			recordId: picked('1', 'Northwind, 100 chairs'),
			duplicateSource: 'ids',
			duplicateIds: '2',
		},
	},
	description: [
		...recordChoice({
			displayName: 'Record to Keep',
			typeAlways: true,
			first: {
				name: 'The One to Keep, of Find Duplicates',
				value: 'found',
				description: 'Of the group in the item; without Find Duplicates in front, the record that started the workflow',
			},
		}),
		{
			displayName: 'Duplicates',
			name: 'duplicateSource',
			type: 'options',
			noDataExpression: true,
			default: 'found',
			description: 'The records that go into the one above, the master, and are deleted',
			options: [
				{ name: 'Chosen Records', value: 'choose' },
				{ name: 'List of IDs', value: 'ids' },
				{ name: 'Those Found by Find Duplicates', value: 'found', description: 'The others of the group in the item' },
			],
		},
		{
			displayName: 'Duplicate IDs',
			name: 'duplicateIds',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 12, 15',
			description: 'IDs of the duplicates: a list from an expression, or separated by commas',
			displayOptions: { show: { duplicateSource: ['ids'] } },
		},
		{
			displayName: 'Chosen Duplicates',
			name: 'duplicates',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			default: {},
			description: 'The records that go into the master',
			placeholder: 'Add Duplicate',
			displayOptions: { show: { duplicateSource: ['choose'] } },
			options: [
				{
					displayName: 'Duplicate',
					name: 'duplicate',
					values: [recordField({ displayName: 'Duplicate Record', description: 'A record that goes into the master' })],
				},
			],
		},
		{
			displayName: 'Fields',
			name: 'usualChoice',
			type: 'options',
			noDataExpression: true,
			default: 'fillEmpty',
			description: 'Which values the master gets. Its stage stays as it is, unless the stage is among the fields below.',
			options: [FILL_EMPTY, NEWEST],
		},
		{
			displayName: 'Fields With a Choice of Their Own',
			name: 'fieldChoices',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			default: {},
			description: 'Fields that do not follow the choice above',
			placeholder: 'Add Field',
			options: [
				{
					displayName: 'Field',
					name: 'choice',
					values: [
						{
							displayName: 'Field Name or ID',
							name: 'field',
							type: 'options',
							default: '',
							description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
							typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: TYPE_DEPENDENCIES },
						},
						{
							displayName: 'Gets',
							name: 'choice',
							type: 'options',
							description: 'Which of the values the merged record gets',
							noDataExpression: true,
							default: 'newest',
							options: [FILL_EMPTY, MASTER, NEWEST, GIVEN],
						},
						mergeText({
							displayName: 'Value',
							name: 'value',
							type: 'string',
							default: '',
							placeholder: 'e.g. Acme GmbH',
							description: 'A text, number, date or name; nothing empties the field',
							displayOptions: { show: { choice: ['value'] } },
						}),
					],
				},
			],
		},
	],
	input(item) {
		const master = item.record();
		const choices = item.rows('fieldChoices', 'choice').map(choiceOf);
		const values = choices
			.filter(({ choice }) => choice === 'value')
			.map(({ field, value }) => [field, value === '' ? null : value] as const);
		return {
			...master,
			duplicates: duplicateIds(item, master),
			usual: item.value('usualChoice', 'fillEmpty') === 'newest' ? 'newest' : 'fillEmpty',
			choices: Object.fromEntries(choices.flatMap(({ field, choice }) => (choice === 'value' ? [] : [[field, choice] as const]))),
			...(values.length === 0 ? {} : { values: Object.fromEntries(values) }),
		};
	},
});

function choiceOf(row: Collection): FieldChoice {
	const { field, choice = 'newest' } = row.texts('field', 'choice');
	if (field === undefined) throw missing('Field Name or ID');
	return { field, choice: choice as FieldChoice['choice'], value: row.value('value') };
}

function duplicateIds(item: ItemParameters, master: RecordRef): string[] {
	const source = item.value('duplicateSource', 'found');
	if (source === 'found') return foundIds(item.foundDuplicates(), master);
	const chosen = source === 'choose';
	const given = chosen ? item.rows('duplicates', 'duplicate').map((row) => row.text('recordId')) : item.value('duplicateIds');
	const ids = asList(given);
	if (ids.length === 0) throw missing(chosen ? 'Chosen Duplicates' : 'Duplicate IDs');
	return ids;
}

/** All of the group but the one to keep, which may be another than the one that was proposed. */
function foundIds(found: FoundDuplicates | undefined, master: RecordRef): string[] {
	if (found === undefined)
		throw new CrmError(
			'missingValue',
			'The item has no group of duplicates.',
			'Put the step "Find Duplicates" before this one, or set "Duplicates" to "Chosen Records" or "List of IDs".',
		);
	if (found.master.type !== master.type)
		throw new CrmError(
			'invalidValue',
			`The record to keep is of the type "${master.type}", and the duplicates found are of the type "${found.master.type}".`,
			'Set "Record to Keep" to "The One to Keep, of Find Duplicates".',
		);
	return [found.master.id, ...found.others].filter((id) => id !== master.id);
}
