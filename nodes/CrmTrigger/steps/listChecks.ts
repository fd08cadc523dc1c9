import { checkStart, checkTemplate } from '../../../src/automation/families/projects/checkStart';
import type { ChoiceCheck, Finding, Place } from '../../../src/automation/words/choices/Choice';
import {
	checkField,
	checkGroup,
	checkPipeline,
	checkRecord,
	checkRecordOf,
	checkRole,
	checkStage,
	checkType,
	checkUser,
} from '../../../src/automation/words/choices/checkChoices';
import { checkValues, type PlannedValue } from '../../../src/automation/words/choices/checkValues';
import { OTHER_TYPES } from '../../../src/model/permissions';
import { ACTORS } from '../../shared/actors';
import { LEFT_OUT } from '../../shared/leftOut';
import type { Thing } from './makers';

/** How what was picked from a list is looked for. */
export interface ListCheck {
	about: Thing;
	check: ChoiceCheck;
	/** Choices of the list that are always there. */
	always?: ReadonlySet<string>;
	/** The type is the one beside it in the same row, and not the one that the form is about. */
	ofRow?: boolean;
}

type ListMethod = keyof typeof import('../../shared/listSearch') | keyof typeof import('../../shared/loadOptions');

const user: ListCheck = { about: 'user', check: checkUser };
const group: ListCheck = { about: 'group', check: checkGroup };
const role: ListCheck = { about: 'role', check: checkRole };
const recordType: ListCheck = { about: 'recordType', check: checkType };
const field: ListCheck = { about: 'field', check: checkField };
const stage: ListCheck = { about: 'stage', check: checkStage };
const record: ListCheck = { about: 'record', check: checkRecord };
const of = (type: string): ListCheck => ({ about: 'record', check: checkRecordOf(type) });

/**
 * By the methods that n8n asks for lists. Undefined: what is listed need not be there, as a word of the company's own, or is told
 * elsewhere, as what belongs to a condition.
 */
export const LIST_CHECKS: Record<ListMethod, ListCheck | undefined> = {
	getUsers: user,
	searchUsers: user,
	searchActors: { ...user, always: new Set(ACTORS.map(({ value }) => value)) },
	getGroups: group,
	searchGroups: group,
	getRoles: role,
	searchRoles: role,
	getRecordTypes: recordType,
	getAllRecordTypes: recordType,
	searchRecordTypes: recordType,
	searchAllRecordTypes: recordType,
	getPermissionTypes: { ...recordType, always: new Set([OTHER_TYPES]) },
	searchPipelines: { about: 'pipeline', check: checkPipeline },
	getStages: stage,
	searchStages: stage,
	searchTargetStages: stage,
	getFields: field,
	getGateFields: field,
	getOrderedFields: field,
	getDateFields: field,
	getNumberFields: field,
	getColumnFields: { ...field, always: new Set([LEFT_OUT]) },
	searchCustomFields: field,
	searchMatchFields: field,
	searchTemplates: { about: 'template', check: checkTemplate },
	searchRecords: record,
	searchSiblingRecords: { ...record, ofRow: true },
	searchTasks: of('task'),
	searchProjects: of('project'),
	searchActivities: undefined,
	searchDocuments: undefined,
	searchNotifications: undefined,
	searchDeletedRecords: undefined,
	getConditionFields: undefined,
	getConditionOperators: undefined,
	getConditionValues: undefined,
	searchConditionRecords: undefined,
	getWrittenParameters: undefined,
	getWrittenTasks: undefined,
	getWrittenStages: undefined,
	getHistoryTypes: undefined,
	getTimeZones: undefined,
	searchAbsences: undefined,
	getDepartments: undefined,
	getProcessCategories: undefined,
	searchDepartments: undefined,
	searchProcessCategories: undefined,
	searchSections: undefined,
	searchDocumentKinds: undefined,
	searchWorkflows: undefined,
	searchWorkflowTriggers: undefined,
};

/** What a form of fields is about. */
export interface MapperContext {
	place: Place;
	values: ReadonlyMap<string, PlannedValue>;
	/** Record type that the form is about. */
	type?: string;
	/** Project template chosen in it. */
	template?: string;
	/** See PlannedValues. */
	titlesMade: boolean;
}

/** How a form of fields is looked at, and which things it is about. */
export interface MapperCheck {
	about: readonly Thing[];
	check(context: MapperContext): Promise<Finding[]>;
}

const IN_RECORD: readonly Thing[] = ['recordType', 'field', 'pipeline', 'stage', 'user'];

const ofRecord = (creates: boolean): MapperCheck => ({
	about: IN_RECORD,
	check: async ({ place, values, type, titlesMade }) =>
		type === undefined ? [] : await checkValues(place, { type, values, creates, titlesMade }),
});

const ofUser: MapperCheck = {
	about: IN_RECORD,
	check: async ({ place, values, titlesMade }) => await checkValues(place, { type: 'user', values, creates: false, titlesMade }),
};

/** By the methods that n8n asks for the fields of a form. */
export const MAPPER_CHECKS: Record<keyof typeof import('../../Crm/methods/resourceMapping'), MapperCheck | undefined> = {
	getFieldsForCreate: ofRecord(true),
	getFieldsForUpdate: ofRecord(false),
	getFieldsForUpsert: ofRecord(false),
	getUserFieldsForCreate: ofUser,
	getUserFieldsForUpdate: ofUser,
	getTemplateParameters: {
		about: ['template', 'user'],
		check: async ({ place, values, template, titlesMade }) =>
			template === undefined ? [] : await checkStart(place, template, { values, titlesMade }),
	},
	// The rows of a template that is changed are checked as a whole, when the step runs.
	getTemplateRows: undefined,
};
