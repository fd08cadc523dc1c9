import type { Crm, RecordDraft, RecordUpdate } from '../../../crm/Crm';
import type { CrmRecord, RecordRef, Values } from '../../../model/record';
import type { RecordTypeDescription } from '../../../model/recordType';
import { gatesBetween, requireOpenGates, type Crossing, type GateFacts, type GatesByStage } from '../../../model/stageGates';
import { pipelineOfStage } from '../../../model/stageNames';
import { OPEN_TASK_STATUSES } from '../../../model/task';
import type { WriteContext } from '../../../model/write';
import { CRM_KINDS, type WriteKind } from './writeKinds';
import { idsByType, recordsById } from '../recordsById';
import type { Scope } from '../Scope';
import { wrapParts, type Method } from '../wrapParts';

/**
 * The scope with a port that holds records to the gates of stages, for a CRM that knows nothing of them: what is missing is looked
 * for before the write, which is refused with gateClosed. A rehearsal is held to them as it would be. Tasks and documents count
 * whether or not the one who acts may see them, so this comes before the permissions. What somebody changes in the CRM itself
 * between the look and the write is not noticed.
 */
export function heldToGates(scope: Scope): Scope {
	if (scope.crm.capabilities.holdsGates) return scope;
	const keeper = new Keeper(scope);
	const checks: Readonly<Record<string, (...args: never[]) => Promise<void>>> = {
		create: async (type: string, drafts: readonly RecordDraft[], write: WriteContext) => await keeper.requireNew(type, drafts, write),
		update: async (type: string, changes: readonly RecordUpdate[], write: WriteContext) => await keeper.requireMoves(type, changes, write),
		restore: async (refs: readonly RecordRef[], write: WriteContext) => await keeper.requireRestored(refs, write),
	};
	const crm = wrapParts<Crm, WriteKind>(scope.crm, CRM_KINDS, (part, method, _, name): Method => {
		const check = checks[name];
		if (check === undefined) return method.bind(part);
		return async (...args) => {
			await check(...(args as never[]));
			return await method.apply(part, args);
		};
	});
	return { ...scope, crm };
}

interface Arrival {
	/** Undefined: it is new. */
	id: string | undefined;
	from: unknown;
	/** As it would be. */
	values: Values;
	index: number;
}

class Keeper {
	private readonly scope: Scope;

	constructor(scope: Scope) {
		this.scope = scope;
	}

	async requireNew(typeName: string, drafts: readonly RecordDraft[], write: WriteContext): Promise<void> {
		await this.require(typeName, write, async (type) =>
			drafts.map(({ values }, index) => ({ id: undefined, from: null, values: placed(type, values), index })),
		);
	}

	async requireMoves(typeName: string, changes: readonly RecordUpdate[], write: WriteContext): Promise<void> {
		if (!changes.some(({ values }) => 'stage' in values || 'pipeline' in values)) return;
		await this.require(typeName, write, async (type) => {
			const ids = changes.map(({ id }) => id);
			const present = await recordsById(this.scope.crm, typeName, ids);
			return changes.flatMap(({ id, values: given }, index): Arrival[] => {
				const record = present.get(id);
				// The write itself says that it is gone.
				if (record === undefined) return [];
				const values = placed(type, given, record);
				// A record that is changed twice is changed the second time from what the first one makes of it.
				present.set(id, { ...record, values });
				return [{ id, from: record.values['stage'], values, index }];
			});
		});
	}

	/** Where it was, a record may be again; one whose stage is gone goes to the first stage there is. */
	async requireRestored(refs: readonly RecordRef[], write: WriteContext): Promise<void> {
		for (const [typeName, ids] of idsByType(refs)) {
			await this.require(typeName, write, async (type) => {
				const deleted = (await this.scope.crm.findDeleted?.(typeName, { ids: [...ids] })) ?? [];
				return deleted.flatMap((record): Arrival[] => {
					const { stage, pipeline } = record.values;
					if (typeof stage !== 'string' || pipelineOfStage(type, stage) !== undefined) return [];
					const index = refs.findIndex((ref) => ref.type === typeName && ref.id === record.id);
					const values = placed(type, { ...record.values, pipeline: pipeline ?? null, stage: null });
					return [{ id: record.id, from: null, values, index }];
				});
			});
		}
	}

	private async require(
		typeName: string,
		{ actor }: WriteContext,
		arrivalsOf: (type: RecordTypeDescription) => Promise<Arrival[]>,
	): Promise<void> {
		const { crm, companions } = this.scope;
		const gates = await companions.stageGates.find();
		if (gates.size === 0) return;
		const type = await crm.describe(typeName);
		if (!hasGates(type, gates)) return;
		for (const { id, from, values, index } of await arrivalsOf(type)) {
			const crossings = gatesBetween(gates, from, values['stage']);
			if (crossings.length === 0) continue;
			const people = await crm.users.find();
			const facts: GateFacts = {
				values,
				actor: people.find((user) => user.id === actor),
				...(await this.belongings(id === undefined ? undefined : { type: typeName, id }, crossings)),
			};
			requireOpenGates({ type, crossings, facts, people, index });
		}
	}

	private async belongings(
		record: RecordRef | undefined,
		crossings: readonly Crossing[],
	): Promise<Pick<GateFacts, 'openTasks' | 'documents'>> {
		const { crm } = this.scope;
		const asks = (asked: (crossing: Crossing) => boolean) => record !== undefined && crossings.some(asked);
		return {
			openTasks: asks(({ gate }) => gate.noOpenTasks) ? (await crm.tasks.find({ record, statuses: OPEN_TASK_STATUSES })).length : 0,
			documents: asks(({ gate }) => gate.document !== null) ? ((await crm.documents?.find({ record })) ?? []) : [],
		};
	}
}

function hasGates({ pipelines }: RecordTypeDescription, gates: GatesByStage): boolean {
	return pipelines.some(({ stages }) => stages.some(({ id }) => gates.has(id)));
}

/** What the record would be like. Another pipeline alone leads to its first stage, as does no stage at all for a new record. */
function placed({ pipelines }: RecordTypeDescription, given: Values, present?: CrmRecord): Values {
	const values = { ...present?.values, ...given };
	const named = pipelines.find(({ id }) => id === (given['pipeline'] ?? present?.values['pipeline'])) ?? pipelines[0];
	const moves = present === undefined || (typeof given['pipeline'] === 'string' && given['pipeline'] !== present.values['pipeline']);
	const stage = given['stage'] ?? (moves ? named?.stages[0]?.id : present.values['stage']) ?? null;
	return { ...values, stage };
}
