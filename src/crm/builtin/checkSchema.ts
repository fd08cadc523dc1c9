import { CrmError } from '../../model/CrmError';
import { RESERVED_FIELD_NAMES } from '../../model/record';
import { FIELD_KINDS, type Field, type Pipeline } from '../../model/recordType';
import { checkValue } from '../../model/validateValue';
import type { Reference } from '../Reference';
import { OWN_TYPES } from '../../model/systemFields';

/** Throws invalidValue. */
export function checkTypeName(name: string): void {
	requireWord('Record type', name);
	if (OWN_TYPES.some((type) => type.name === name)) {
		throw invalid(`Record type "${name}" is kept by the CRM itself.`, 'Choose another name.');
	}
}

/** Throws notFound (record type, target), unsupported, invalidValue. */
export function checkField(reference: Reference, typeName: string, field: Omit<Field, 'system'>): void {
	const type = reference.type(typeName);
	if (!type.editable && type.name !== 'user') {
		throw new CrmError(
			'unsupported',
			`${type.pluralLabel} cannot have fields of their own.`,
			'Add the field to the record type the work is about.',
		);
	}
	requireWord('Field', field.name);
	const taken = type.fields.some(({ name, system }) => name === field.name && system);
	if (taken || RESERVED_FIELD_NAMES.includes(field.name)) {
		throw invalid(`Field name "${field.name}" is reserved.`, 'Choose another name.');
	}
	if (!FIELD_KINDS.includes(field.kind))
		throw invalid(`Field "${field.name}": there is no kind "${field.kind}".`, `Choose one of: ${FIELD_KINDS.join(', ')}.`);
	if (field.kind === 'pipeline' || field.kind === 'stage') {
		throw invalid(
			`Field "${field.name}" cannot be of kind "${field.kind}".`,
			'Save a pipeline for the record type: it gets these fields by itself.',
		);
	}
	if (field.kind === 'choice' && (field.options ?? []).length === 0) {
		throw invalid(`Field "${field.name}" is a choice without options.`, 'Give at least one option.');
	}
	if (field.kind === 'record') reference.type(field.target ?? '');
	if (field.default !== undefined) checkValue({ ...field, system: false }, field.default);
}

/** Throws notFound (record type), unsupported, invalidValue. */
export function checkPipeline(reference: Reference, pipeline: Pipeline): void {
	reference.editableType(pipeline.recordType);
	if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(pipeline.id)) {
		throw invalid(`Pipeline id "${pipeline.id}" is not allowed.`, 'Use a letter, then letters, digits, - or _.');
	}
	if (pipeline.stages.length === 0) throw invalid(`Pipeline "${pipeline.name}" has no stages.`, 'Give at least one stage.');
	const seen = new Set<string>();
	for (const { id, name } of pipeline.stages) {
		if (!id.startsWith(`${pipeline.id}:`) || id.length === pipeline.id.length + 1) {
			throw invalid(`Stage "${name}" has the id "${id}".`, `The id of a stage of this pipeline begins with "${pipeline.id}:".`);
		}
		if (seen.has(id)) throw invalid(`Stage id "${id}" is there twice.`, 'Give every stage its own id.');
		seen.add(id);
	}
}

/** The names known to expressions and to the database's JSON functions. */
function requireWord(what: string, name: string): void {
	if (/^[A-Za-z][A-Za-z0-9]*$/.test(name)) return;
	throw invalid(`${what} name "${name}" is not allowed.`, 'Use a letter, then letters and digits.');
}

function invalid(message: string, remedy: string): CrmError {
	return new CrmError('invalidValue', message, remedy);
}
