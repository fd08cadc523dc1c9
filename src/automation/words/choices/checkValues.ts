import { isBlank } from '../../../model/coercion';
import { fieldNotFound } from '../../../model/fieldNames';
import type { Field, RecordTypeDescription } from '../../../model/recordType';
import { requiredButEmpty } from '../../../model/validate';
import { resolveValues } from '../values/resolveValues';
import { attempt } from './attempt';
import { checkRecordOf, checkUser } from './checkChoices';
import type { Finding, Place } from './Choice';

/** What stands in a field of such a form. */
export interface PlannedValue {
	given: unknown;
	/** An expression or a merge field says it. */
	unknown: boolean;
	/** What the list showed. */
	shown?: string;
}

/** A form of fields that was filled in by hand. */
export interface PlannedValues {
	type: string;
	/** By field. */
	values: ReadonlyMap<string, PlannedValue>;
	/** Whether a record is made: then what is required must be there. */
	creates: boolean;
	/** Whether other steps of the workflow make records: one that is named by its title need not be there yet. */
	titlesMade: boolean;
}

/** What cannot be written, a finding for each field. Throws notFound for the type. */
export async function checkValues(place: Place, planned: PlannedValues): Promise<Finding[]> {
	const description = await place.directory.describe(planned.type);
	const findings: Finding[] = [];
	for (const name of planned.values.keys()) {
		const label = description.fields.find((field) => field.name === name)?.label ?? name;
		findings.push(...(await attempt(label, async () => await checkValue(place, description, planned, name))));
	}
	if (planned.creates) findings.push(...missingValues(description, planned));
	return findings;
}

async function checkValue(
	place: Place,
	description: RecordTypeDescription,
	{ values, titlesMade }: PlannedValues,
	name: string,
): Promise<void> {
	const { scope, directory } = place;
	const field = description.fields.find((each) => each.name === name);
	if (field === undefined) throw fieldNotFound(description, name, description.fields.filter(isSet));
	const { given, unknown, shown } = values.get(name)!;
	if (unknown || isBlank(given) || (titlesMade && shown === undefined && isLink(field))) return;
	const pipeline = values.get('pipeline');
	// The stage is looked for in its pipeline.
	if (field.kind === 'stage' && pipeline?.unknown === true) return;
	const beside = field.kind === 'stage' && !isBlank(pipeline?.given) ? { pipeline: pipeline!.given } : {};
	if (shown !== undefined && typeof given === 'string' && (field.kind === 'user' || field.target === 'user'))
		return await checkUser(place, { label: field.label, given, shown });
	const [stored] = await resolveValues(directory, description, [{ ...beside, [name]: given }], scope.timeZone);
	// What was merged is found in the one that is there in its place, which may be called otherwise.
	if (shown !== undefined && typeof given === 'string' && field.target !== undefined && stored?.[name] === given)
		await checkRecordOf(field.target)(place, { label: field.label, given, shown });
}

/** To a record that the CRM may get later; people are not made by the way. */
export function isLink({ kind, target }: { kind: string; target?: string }): boolean {
	return kind === 'record' && target !== 'user';
}

function missingValues(description: RecordTypeDescription, { values }: PlannedValues): Finding[] {
	return description.fields.filter(mustBeGiven).flatMap((field) => {
		const value = values.get(field.name);
		if (value !== undefined && (value.unknown || !isBlank(value.given))) return [];
		return [{ label: field.label, error: requiredButEmpty(description, field) }];
	});
}

function mustBeGiven(field: Field): boolean {
	return field.required && isSet(field) && field.default === undefined && field.kind !== 'pipeline' && field.kind !== 'stage';
}

function isSet({ readOnly }: Field): boolean {
	return readOnly !== true;
}
