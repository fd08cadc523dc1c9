import { isBlank } from '../../../model/coercion';
import { findField } from '../../../model/fieldNames';
import type { Output } from '../../../model/output';
import { plainText } from '../../../model/plainText';
import { sameValue } from '../../../model/sameValue';
import { findPipeline, findStage } from '../../../model/stageNames';
import { asksForNothing, documentWords, GATE_SIDES, NO_GATE, peopleWords, type Gate, type StageGates } from '../../../model/stageGates';
import type { Operation } from '../../engine/effects/Operation';
import type { Scope } from '../../engine/Scope';
import { Directory } from '../../words/directory/directory';
import { documentsOf } from '../../words/directory/optionalParts';
import type { SetGateInput } from './inputs';
import { presentStage, type StageOutput } from './presentSchema';

/** What each side of the stage asks for; null: nothing. */
export type GatedStageOutput = StageOutput & { gates: Output };

/** Names for what gates name by id or name. */
export interface GateWords {
	label(field: string): string;
	people: Parameters<typeof peopleWords>[1];
}

/**
 * Says anew what one side of a stage asks for; nothing at all opens it. Throws notFound (pipeline, stage, field, role, group, user),
 * and unsupported for a document where the CRM keeps none.
 */
export const setGates: Operation<SetGateInput, GatedStageOutput & { reason: string | null }> = {
	name: 'stage.setGate',
	writes: 'crm',
	target: ({ type, pipeline, stage, side }) => [type, pipeline, stage, side],
	async perform(scope, inputs) {
		const outputs = [];
		const { stageGates } = scope.companions;
		for (const input of inputs) {
			const directory = new Directory(scope);
			const type = await directory.describe(input.type);
			const pipeline = findPipeline(type, input.pipeline);
			const stage = findStage(type, pipeline, input.stage);
			const gate = await gateOf(scope, directory, input);
			const before = (await stageGates.find()).get(stage.id)?.[input.side];
			await stageGates.save(stage.id, input.side, asksForNothing(gate) ? undefined : gate);
			const after = (await stageGates.find()).get(stage.id) ?? {};
			const words = await gateWords(scope, input.type);
			const reason = sameValue(before ?? NO_GATE, after[input.side] ?? NO_GATE) ? 'The stage asked for this already.' : null;
			outputs.push({ ...presentStage(stage, pipeline), gates: presentGates(after, words), reason });
		}
		return outputs;
	},
};

async function gateOf(scope: Scope, directory: Directory, input: SetGateInput): Promise<Gate> {
	const type = await directory.describe(input.type);
	const people = await directory.people();
	if (input.document) documentsOf(scope);
	const { section, kind } = input;
	return {
		fields: input.fields.map((field) => findField(type, field).name),
		noOpenTasks: input.noOpenTasks,
		document: input.document
			? { ...(isBlank(section) ? {} : { section: plainText(section) }), ...(isBlank(kind) ? {} : { kind: plainText(kind) }) }
			: null,
		roles: await Promise.all(input.roles.map(async (role) => await directory.role(role))),
		groups: await Promise.all(input.groups.map(async (group) => await directory.group(group))),
		users: input.users.map((user) => people.resolve(user, 'Users').id),
	};
}

export async function gateWords({ crm }: Pick<Scope, 'crm'>, type: string): Promise<GateWords> {
	const { fields } = await crm.describe(type);
	return { label: (name) => fields.find((field) => field.name === name)?.label ?? name, people: await crm.users.find() };
}

export function presentGates(gates: StageGates, words: GateWords): Output {
	return Object.fromEntries(
		GATE_SIDES.map((side) => {
			const gate = gates[side];
			return [side, gate === undefined ? null : presentGate(gate, words)];
		}),
	);
}

/** `summary`: all of it for people. */
function presentGate(gate: Gate, words: GateWords): Output {
	const { fields, noOpenTasks, document, roles, groups, users } = gate;
	return {
		fields: fields.map((name) => ({ name, label: words.label(name) })),
		noOpenTasks,
		document: document === null ? null : { section: document.section ?? null, kind: document.kind ?? null },
		roles: [...roles],
		groups: [...groups],
		users: users.map((id) => ({ id, name: words.people.find((user) => user.id === id)?.name ?? null })),
		summary: summaryOf(gate, words),
	};
}

function summaryOf(gate: Gate, { label, people }: GateWords): string {
	const who = peopleWords(gate, people);
	const parts = [
		...gate.fields.map((name) => `${label(name)} is filled in`),
		...(gate.noOpenTasks ? ['no task is open'] : []),
		...(gate.document === null ? [] : [`a document ${documentWords(gate.document)}`]),
		...(who === '' ? [] : [`moved by ${who}`]),
	];
	const text = parts.join(', ');
	return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
