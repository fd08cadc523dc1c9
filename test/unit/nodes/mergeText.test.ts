import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { takesMergeFields } from '../../../nodes/Crm/fields/mergeText';
import { everyOperation } from '../../host/actionNodes';

const SET_UP = 'how the CRM is set up, which is the same for every record';
const TEMPLATE = 'a template: its merge fields are filled when a project starts from it';
const COMPARED = 'compared with the record, and written nowhere';
const VERSION = 'a version, as it was read';
const IN_FILE = 'as it stands in the file';
const NAME_OF_RULE = 'what a rule or grade is called in the output';

/** Texts of operations that write which take no merge fields, and why. */
const WITHOUT: Record<string, string> = {
	'calendar.addAbsence additionalFields.reason': 'why a person is away, which no record says',
	'calendar.setCompany hours.span.opens': 'a time of day',
	'calendar.setCompany hours.span.closes': 'a time of day',
	'calendar.setCompany holidays': 'dates',
	'calendar.setHours hours.span.opens': 'a time of day',
	'calendar.setHours hours.span.closes': 'a time of day',
	'document.attach binaryProperty': 'the name of a field of the item',
	'filingRule.save rules.rule.namePattern': SET_UP,
	'filingRule.save rules.rule.mediaType': SET_UP,
	'field.save label': SET_UP,
	'field.save choices.choice.label': SET_UP,
	'field.save choices.choice.value': SET_UP,
	'field.save additionalFields.default': SET_UP,
	'field.save additionalFields.help': SET_UP,
	'field.save additionalFields.name': SET_UP,
	'group.save name': SET_UP,
	'pipeline.save pipelineName': SET_UP,
	'pipeline.save stages.stage.name': SET_UP,
	'pipeline.save additionalFields.id': SET_UP,
	'process.save processFields.description': SET_UP,
	'projectTemplate.save templateName': TEMPLATE,
	'projectTemplate.save templateType': TEMPLATE,
	'projectTemplate.save parameterLines': TEMPLATE,
	'projectTemplate.save rows': TEMPLATE,
	'projectTemplate.save taskLines': TEMPLATE,
	'projectTemplate.save stages.stage.name': TEMPLATE,
	'projectTemplate.save stages.stage.responsibleName': TEMPLATE,
	'projectTemplate.save parameterDetails.detail.choices': TEMPLATE,
	'projectTemplate.save parameterDetails.detail.default': TEMPLATE,
	'projectTemplate.save parameterDetails.detail.help': TEMPLATE,
	'projectTemplate.save taskDetails.detail.description': TEMPLATE,
	'projectTemplate.save taskDetails.detail.responsibleName': TEMPLATE,
	'projectTemplate.save taskDetails.detail.checklist': TEMPLATE,
	'record.assign assignmentRules.rule.name': NAME_OF_RULE,
	'record.assign assignmentRules.rule.conditions.condition.value': COMPARED,
	'record.assign assignmentRules.rule.conditions.condition.valueTo': COMPARED,
	'record.importFile binaryProperty': 'the name of a field of the item',
	'record.importFile columns.column.heading': IN_FILE,
	'record.importFile additionalFields.outputProperty': 'the name of a field of the item',
	'record.importFile additionalFields.sheet': IN_FILE,
	'record.merge duplicateIds': 'ids',
	'record.update additionalFields.ifVersion': VERSION,
	'record.score scoringRules.rule.name': NAME_OF_RULE,
	'record.score scoringRules.rule.conditions.condition.value': COMPARED,
	'record.score scoringRules.rule.conditions.condition.valueTo': COMPARED,
	'record.score grades.grade.name': NAME_OF_RULE,
	'recordType.save label': SET_UP,
	'recordType.save pluralLabel': SET_UP,
	'recordType.save additionalFields.name': SET_UP,
	'role.save name': SET_UP,
	'stage.save stageName': SET_UP,
	'system.importSetUp binaryProperty': 'the name of a field of the item',
	'task.create assignmentRules.rule.name': NAME_OF_RULE,
	'task.create assignmentRules.rule.conditions.condition.value': COMPARED,
	'task.create assignmentRules.rule.conditions.condition.valueTo': COMPARED,
	'task.update additionalFields.ifVersion': VERSION,
	'user.create name': 'the name of a person, whom other steps find by it',
	'user.create additionalFields.email': 'an address',
	'user.update name': 'the name of a person, whom other steps find by it',
	'user.update additionalFields.email': 'an address',
};

/** Every text, list of texts and form of fields of the operations that write. */
const texts = everyOperation
	.filter(({ module }) => module.description.some(({ name }) => name === 'dryRun'))
	.flatMap(({ name, module }) => module.description.flatMap((field) => textsIn(field, `${name} ${field.name}`)));

function textsIn(field: INodeProperties, path: string): Array<{ path: string; field: INodeProperties }> {
	const { type, options = [] } = field;
	if (type === 'string' || type === 'resourceMapper') return [{ path, field }];
	if (type === 'collection') return (options as INodeProperties[]).flatMap((inner) => textsIn(inner, `${path}.${inner.name}`));
	if (type !== 'fixedCollection') return [];
	return (options as INodePropertyCollection[]).flatMap(({ name, values }) =>
		values.flatMap((inner) => textsIn(inner, `${path}.${name}.${inner.name}`)),
	);
}

test('each text of an operation that writes takes merge fields, or there is a reason why not', () => {
	expect(texts.length).toBeGreaterThan(60);
	expect(texts.filter(({ field, path }) => takesMergeFields(field) === path in WITHOUT).map(({ path }) => path)).toEqual([]);
});

test('no reason is left for a text that is not there', () => {
	const paths = new Set(texts.map(({ path }) => path));
	expect(Object.keys(WITHOUT).filter((path) => !paths.has(path))).toEqual([]);
});

test('each of them says so', () => {
	const silent = texts.filter(({ field }) => takesMergeFields(field) && !field.hint?.includes('{{record.title}}'));
	expect(silent).toEqual([]);
});
