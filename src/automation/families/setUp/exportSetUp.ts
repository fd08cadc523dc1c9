import type { Assignee, ProjectTemplate, ProjectTemplateDraft } from '../../../model/projectTemplate';
import type { RecordTypeDescription } from '../../../model/recordType';
import type { SetUp, SetUpGate, SetUpType } from '../../../model/setUp';
import { GATE_SIDES, type GatesByStage } from '../../../model/stageGates';
import { Directory } from '../../words/directory/directory';
import type { Scope } from '../../engine/Scope';

/**
 * How the CRM is set up: record types with their fields, pipelines and stages and what these ask for, groups, roles, filing rules,
 * the company calendar, project templates.
 */
export async function exportSetUp(scope: Scope): Promise<SetUp> {
	const { crm, companions, ledger } = scope;
	const directory = new Directory(scope);
	const types = await Promise.all((await crm.recordTypes()).map(async ({ name }) => await crm.describe(name)));
	const roles = [];
	for (const name of await crm.users.roles.find()) {
		const permissions = await companions.permissions.of(name);
		roles.push({ name, permissions: permissions === 'unknown' ? 'everything' : permissions } as const);
	}
	const people = await directory.people();
	const person = (reference: string) => {
		const user = people.byId(reference);
		return user === undefined ? reference : (user.email ?? user.name);
	};
	return {
		recordTypes: types.map(typeOf).filter(({ fields, pipelines }, index) => types[index]!.editable || fields.length + pipelines.length > 0),
		groups: await crm.users.groups.find(),
		roles,
		filingRules: await companions.filingRules.find(),
		stageGates: gatesOf(await companions.stageGates.find(), person),
		calendar: (await ledger.calendars.find()).company,
		templates: (await ledger.templates.list()).map((template) => draftOf(template, person)),
	};
}

function typeOf({ name, label, pluralLabel, editable, fields, pipelines }: RecordTypeDescription): SetUpType {
	return {
		name,
		label,
		pluralLabel,
		fields: fields.filter(({ system }) => !system).map(({ system: _, ...field }) => field),
		pipelines: editable ? pipelines.map(({ recordType: _, ...pipeline }) => pipeline) : [],
	};
}

function gatesOf(gates: GatesByStage, person: (reference: string) => string): SetUpGate[] {
	return [...gates].flatMap(([stage, sides]) =>
		GATE_SIDES.flatMap((side) => {
			const gate = sides[side];
			return gate === undefined ? [] : [{ stage, side, ...gate, users: gate.users.map(person) }];
		}),
	);
}

/** Ids of people mean somebody else in another CRM. */
function draftOf(
	{ id: _, version: __, savedAt: ___, ...draft }: ProjectTemplate,
	person: (reference: string) => string,
): ProjectTemplateDraft {
	const named = <Part extends { responsible?: Assignee }>(part: Part): Part =>
		part.responsible?.kind === 'user' ? { ...part, responsible: { kind: 'user', user: person(part.responsible.user) } } : part;
	return { ...draft, stages: draft.stages.map(named), tasks: draft.tasks.map(named) };
}
