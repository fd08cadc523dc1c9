import type { Ledger, PlanStore, RotationStore } from '../../../ledger/Ledger';
import type { Scope } from '../Scope';
import { requireDoable, type EffectCall, type Operation, type Outcome } from './Operation';
import { performAs } from './performAs';
import { RehearsalMemory } from './RehearsalMemory';
import { rehearsed } from './rehearsed';
import type { Trial } from './Strategy';

/**
 * Tries calls on a CRM whose writes cannot be undone: nothing is sent but reads, and nothing is stored. What the calls would
 * write is kept in memory, and read there by the calls after them. A call that is refused leaves nothing for those.
 */
export async function rehearse<Input, Result>(
	given: Scope,
	operation: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
): Promise<{ scope: Scope; trial: Trial<Result> }> {
	const memory = new RehearsalMemory(given.clock);
	const scope: Scope = { ...given, ...rehearsed(given, memory), ledger: rehearsedLedger(given.ledger) };
	const outcomes: Array<Outcome<Result>> = [];
	for (const call of calls) {
		const { input, write } = call;
		try {
			requireDoable(call);
			const [result] = await memory.orUndone(async () => await performAs(scope, operation, [input], write));
			outcomes.push({ ok: true, result: result!, repeated: false });
		} catch (error) {
			outcomes.push({ ok: false, error });
		}
	}
	return { scope, trial: { outcomes, changes: memory.changes, approximate: true } };
}

/** What steps that write the CRM keep in the ledger, kept in memory. */
function rehearsedLedger(ledger: Ledger): Ledger {
	const savedPlans = new Map<string, string>();
	const plans: PlanStore = {
		async save(saved) {
			for (const [project, plan] of saved) savedPlans.set(project, plan);
		},
		async find(projects) {
			const stored = await ledger.plans.find(projects);
			return new Map([...stored, ...[...savedPlans].filter(([project]) => projects.includes(project))]);
		},
	};
	const turns = new Map<string, string>();
	const rotations: RotationStore = {
		last: async (name) => turns.get(name) ?? (await ledger.rotations.last(name)),
		save: async (name, user) => void turns.set(name, user),
	};
	return Object.create(ledger, { plans: { value: plans }, rotations: { value: rotations } }) as Ledger;
}
