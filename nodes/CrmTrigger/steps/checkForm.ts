import type { INodeProperties, INodePropertyCollection, INodePropertyMode } from 'n8n-workflow';
import { checkCondition } from '../../../src/automation/words/choices/checkConditions';
import { attempt } from '../../../src/automation/words/choices/attempt';
import type { PlannedValue } from '../../../src/automation/words/choices/checkValues';
import type { Choice, Finding, Place } from '../../../src/automation/words/choices/Choice';
import { checkType } from '../../../src/automation/words/choices/checkChoices';
import { writtenFields } from '../../Crm/fields/mappedFields';
import { asList } from '../../shared/asList';
import { asText } from '../../shared/asText';
import { conditionsIn } from '../../shared/conditions';
import { formType, type FormValues } from '../../shared/formContext';
import { LIST_CHECKS, MAPPER_CHECKS, type ListCheck } from './listChecks';
import type { Thing } from './makers';
import { shownFields, type Filled, type ShownField } from './shownFields';

/** The form of a step, as it stands in the workflow. */
export interface WrittenForm {
	description: readonly INodeProperties[];
	parameters: Filled;
	/** What holds beside its fields. */
	known: Filled;
	/** What other steps of the workflow make: it need not be there yet. */
	made: ReadonlySet<Thing>;
}

interface Looking {
	place: Place;
	form: Filled;
	/** Of the records that the form is about; undefined where that is not known, or there is no such type. */
	type: string | undefined;
	made: ReadonlySet<Thing>;
}

/**
 * What in the form is not there in the CRM, or is something else there. Which fields name what is told by the methods that give
 * their lists. An expression and a merge field are known only when the step runs.
 */
export async function checkForm(place: Place, { description, parameters, known, made }: WrittenForm): Promise<Finding[]> {
	const { shown, form } = shownFields(description, parameters, isConditions, known);
	// Of what Find Duplicates finds only the run knows the type.
	const type = form['recordSource'] === 'found' ? undefined : fixed(formType(valuesOf(form)));
	const looking: Looking = { place, form, type: await existing(place, type), made };
	const findings: Finding[] = [];
	for (const one of shown) findings.push(...(await checkOne(looking, one)));
	return findings;
}

async function checkOne(looking: Looking, one: ShownField): Promise<Finding[]> {
	if (isConditions(one.field)) return await checkTable(looking, one);
	const mapper = one.field.typeOptions?.resourceMapper?.resourceMapperMethod;
	if (mapper !== undefined) return await checkMapper(looking, one, mapper as keyof typeof MAPPER_CHECKS);
	const check = LIST_CHECKS[listMethod(one.field) as keyof typeof LIST_CHECKS];
	return check === undefined || looking.made.has(check.about) ? [] : await checkPicked(looking, one, check);
}

async function checkPicked(
	looking: Looking,
	{ field, value, beside }: ShownField,
	{ check, always, ofRow }: ListCheck,
): Promise<Finding[]> {
	const { place, form } = looking;
	const type = ofRow === true ? await existing(place, fixed(asText(beside['recordType']))) : looking.type;
	const pipeline = fixed(asText(form['pipeline']));
	const findings: Finding[] = [];
	for (const { given, shown } of pickedIn(field, value)) {
		if (always?.has(given) === true) continue;
		const choice: Choice = { label: field.displayName, given, shown, type, pipeline };
		findings.push(...(await attempt(field.displayName, async () => await check(place, choice))));
	}
	return findings;
}

/** What was picked or typed, without what only a run knows. */
function pickedIn({ type }: INodeProperties, value: unknown): Array<Pick<Choice, 'given' | 'shown'>> {
	if (typeof value === 'string' && fixed(value) === undefined) return [];
	const { mode, cachedResultName } = (value ?? {}) as { mode?: unknown; cachedResultName?: unknown };
	const shown = mode === 'list' && typeof cachedResultName === 'string' && cachedResultName !== '' ? cachedResultName : undefined;
	const given = type === 'multiOptions' ? asList(value) : [asText(value) ?? ''];
	return given.filter((text) => fixed(text.trim()) !== undefined).map((text) => ({ given: text, shown }));
}

async function checkMapper({ place, form, type, made }: Looking, { field, value }: ShownField, method: keyof typeof MAPPER_CHECKS) {
	const check = MAPPER_CHECKS[method];
	const written = writtenFields(value);
	if (check === undefined || written === undefined || check.about.some((thing) => made.has(thing))) return [];
	const values = new Map<string, PlannedValue>(
		Object.entries(written.values).map(([name, given]) => [name, { given, unknown: !isFixed(given), shown: written.shown(name) }]),
	);
	for (const name of written.matched) if (!values.has(name)) values.set(name, { given: null, unknown: true });
	const template = fixed(asText(form['template']));
	return await attemptAll(
		field.displayName,
		async () => await check.check({ place, values, type, template, titlesMade: made.has('title') }),
	);
}

async function attemptAll(label: string, check: () => Promise<Finding[]>): Promise<Finding[]> {
	let found: Finding[] = [];
	const failed = await attempt(label, async () => {
		found = await check();
	});
	return [...found, ...failed];
}

async function checkTable({ place, type, made }: Looking, { field, value }: ShownField): Promise<Finding[]> {
	if (type === undefined || IN_CONDITION.some((thing) => made.has(thing))) return [];
	const findings: Finding[] = [];
	for (const row of conditionRows(value)) {
		const name = asText(row['field']) ?? '';
		if (!isFixed(name)) continue;
		const { record } = row as { record?: { mode?: unknown; cachedResultName?: unknown } };
		const shown = record?.mode === 'list' && typeof record.cachedResultName === 'string' ? record.cachedResultName : undefined;
		const check = async () => {
			const [condition] = isFixed(row) ? conditionsIn({ condition: [row] }) : [];
			await checkCondition(place, {
				type,
				field: name,
				condition,
				titlesMade: made.has('title'),
				...(/record$/i.test(String(row['operator'])) ? { shown } : {}),
			});
		};
		findings.push(...(await attempt(field.displayName, check)));
	}
	return findings;
}

const IN_CONDITION: readonly Thing[] = ['recordType', 'field', 'pipeline', 'stage', 'user', 'group'];

function conditionRows(table: unknown): Filled[] {
	const { condition } = (table ?? {}) as { condition?: unknown };
	return Array.isArray(condition) ? (condition as Filled[]) : [];
}

/** A table of conditions: its fields, operators and values belong together. */
function isConditions({ type, options = [] }: INodeProperties): boolean {
	if (type !== 'fixedCollection') return false;
	return (options as INodePropertyCollection[]).some(({ values }) => values.some((field) => listMethod(field) === 'getConditionFields'));
}

/** The method that n8n asks for the list of a field. */
function listMethod({ typeOptions, modes = [] }: INodeProperties): string | undefined {
	const ofMode = (modes as INodePropertyMode[]).find((mode) => mode.typeOptions?.searchListMethod !== undefined);
	return ofMode?.typeOptions?.searchListMethod ?? (typeOptions?.loadOptionsMethod as string | undefined);
}

/** A type that is not there is told by the field that names it: what depends on it would only say it again. */
async function existing(place: Place, type: string | undefined): Promise<string | undefined> {
	if (type === undefined) return undefined;
	const missing = await attempt(undefined, async () => await checkType(place, { label: '', given: type }));
	return missing.length === 0 ? type : undefined;
}

function valuesOf(form: Filled): FormValues {
	return { getCurrentNodeParameter: (name: string) => form[name] } as FormValues;
}

/** A text that is known before the step runs. */
function fixed(text: string | undefined): string | undefined {
	return text === undefined || text === '' || !isFixed(text) ? undefined : text;
}

/** Whether no part of it is an expression or a merge field. */
function isFixed(value: unknown): boolean {
	if (typeof value === 'string') return !value.startsWith('=') && !value.includes('{{');
	if (value === null || typeof value !== 'object') return true;
	return Object.values(value).every(isFixed);
}
