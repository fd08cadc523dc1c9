import type { ILoadOptionsFunctions, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';
import type { FormField } from '../../../src/automation/words/forms/describeForm';
import { currentText, filledFields, formType, withScope } from '../../shared/formContext';

type Purpose = 'create' | 'update' | 'upsert';

export async function getFieldsForCreate(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return await recordFields(this, 'create');
}

export async function getFieldsForUpdate(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return await recordFields(this, 'update');
}

export async function getFieldsForUpsert(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return await recordFields(this, 'upsert');
}

/** Custom fields of users. */
export async function getUserFieldsForCreate(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return await userFields(this, 'create');
}

export async function getUserFieldsForUpdate(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return await userFields(this, 'update');
}

/** Parameters of the chosen project template. */
export async function getTemplateParameters(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const template = currentText(this, 'template');
	if (template === '') return { fields: [], emptyFieldsNotice: 'Choose a project template first.' };
	const form = await withScope(
		this,
		async (scope) =>
			await (
				await import('../../../src/automation/families/projects/templateForm')
			).templateForm(scope, template, filledFields(this, 'parameters')),
	);
	return { fields: form.map((field) => mapperField(field)), emptyFieldsNotice: 'This template asks for nothing.' };
}

/** The parts of a saved project template, a row each. */
export async function getTemplateRows(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const template = currentText(this, 'template');
	if (template === '') return { fields: [], emptyFieldsNotice: 'Choose a project template first.' };
	return await withScope(this, async (scope) => {
		const { isNewRow, templateRows } = await import('../../../src/automation/families/projects/templateRows');
		const rows = await templateRows(scope, template);
		// Of the rows for new parts one is shown of each kind; the others are added one by one.
		return { fields: rows.map((row) => ({ ...mapperField(row), removed: isNewRow(row.id) && !row.id.endsWith(':1') })) };
	});
}

async function recordFields(form: ILoadOptionsFunctions, purpose: Purpose): Promise<ResourceMapperFields> {
	const type = formType(form);
	if (type === '') return { fields: [], emptyFieldsNotice: 'Choose a record type first.' };
	const fields = await withScope(form, async (scope) => {
		const { recordForm } = await import('../../../src/automation/words/forms/describeForm');
		return await recordForm(scope, type, purpose === 'create' ? 'create' : 'update', filledFields(form, 'fields'));
	});
	return { fields: fields.map((field) => ({ ...mapperField(field), ...roleOf(field, purpose) })) };
}

async function userFields(form: ILoadOptionsFunctions, purpose: Exclude<Purpose, 'upsert'>): Promise<ResourceMapperFields> {
	const fields = await withScope(
		form,
		async (scope) =>
			await (
				await import('../../../src/automation/words/forms/describeForm')
			).userForm(scope, purpose, filledFields(form, 'additionalFields.customFields')),
	);
	return {
		fields: fields.map((field) => ({ ...mapperField(field), ...roleOf(field, purpose) })),
		emptyFieldsNotice: 'Users have no fields of your own. Add one with the resource "Field", record type "User".',
	};
}

function mapperField({ id, label, required, kind, options, default: given, help }: FormField): ResourceMapperField {
	return {
		id,
		displayName: withHelp(label, help),
		required,
		display: true,
		defaultMatch: false,
		canBeUsedToMatch: false,
		type: kind,
		...(options === undefined ? {} : { options }),
		...(given === undefined ? {} : { defaultValue: given }),
	};
}

/** The form shows a help text only in the label, and cuts a label that is too long. */
function withHelp(label: string, help: string | undefined): string {
	return help === undefined || label.length + help.length > LONGEST_LABEL ? label : `${label} (${help})`;
}

const LONGEST_LABEL = 40;

/**
 * To change a record, fields are added one by one. Where it is not known whether the record exists, all are shown but
 * the switches: a switch that is shown is also given, and would be switched off in a record that exists.
 */
function roleOf({ id, kind }: FormField, purpose: Purpose): Partial<ResourceMapperField> {
	if (purpose === 'create') return {};
	if (purpose === 'update') return { removed: true };
	return { canBeUsedToMatch: kind === 'string', defaultMatch: id === 'externalId', removed: kind === 'boolean' };
}
