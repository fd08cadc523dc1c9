import type { Ledger } from '../../../ledger/Ledger';
import type { Change } from '../../../model/change';
import { refKey } from '../../../model/record';
import type { EffectCall, Operation, Outcome } from './effects';
import { previewChanges, type PreviewedChange } from './previewChanges';
import type { Output, OutputValue } from '../../../model/output';
import type { Scope } from '../Scope';

/** What a step would do. */
export type DryRunOutput = Output & {
	dryRun: true;
	/** What the step would give, without the ids of what was not made. */
	would: Output;
	/** The records, tasks, projects and users that would change, field by field. */
	changes: PreviewedChange[];
};

/** More changes of one step than that are not listed one by one. */
const MOST_CHANGES = 20_000;
/** Most steps make a change per item, or a few more. */
const FURTHER_CHANGES = 50;

/** Undoes what was written, by leaving the transaction with an error. */
class Undo extends Error {}

/**
 * Does the calls for real, every check included, in a transaction that is undone at the end: nothing stays, the
 * changes that the database captured do not either, and nobody is woken. Stored effects are neither read nor written,
 * so the step is free to run for real later. Calls of one dry run build on each other, those of two do not. Numbers
 * that a database gives outside of transactions are used up. Takes the locks of the real step, as long as that.
 *
 * `perform` does the calls in the scope it is given; what it throws ends the dry run. An outcome per call, in order.
 */
export async function dryRun<Input, Result extends Output>(
	scope: Scope,
	operation: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
	perform: (scope: Scope) => Promise<Array<Outcome<Result>>>,
): Promise<Array<Outcome<DryRunOutput>>> {
	let outcomes: Array<Outcome<DryRunOutput>> = [];
	try {
		await scope.ledger.transaction(async () => {
			const dry = { ...scope, ledger: withoutEffects(scope.ledger) };
			const [newest] = await scope.feed.newest({}, 1);
			const results = await perform(dry);
			const changes = await changesSince(scope, newest, calls);
			outcomes = await preview(dry, operation, calls, results, changes);
			throw new Undo();
		});
	} catch (error) {
		if (!(error instanceof Undo)) throw error;
	}
	return outcomes;
}

/** The ledger itself, but no step was ever done, and none is remembered. */
function withoutEffects(ledger: Ledger): Ledger {
	const effects: Ledger['effects'] = { find: async () => new Map(), store: async () => undefined };
	return Object.create(ledger, { effects: { value: effects } }) as Ledger;
}

/** Oldest first. What others commit meanwhile is not of these calls. */
async function changesSince(scope: Scope, newest: Change | undefined, calls: ReadonlyArray<EffectCall<unknown>>): Promise<Change[]> {
	const origins = new Set(calls.map(({ write }) => originName(write.origin)));
	for (let limit = calls.length + FURTHER_CHANGES; ; limit *= 4) {
		const recent = await scope.feed.newest({}, limit);
		const end = recent.findIndex(({ id }) => id === newest?.id);
		if (end < 0 && recent.length === limit && limit < MOST_CHANGES) continue;
		return (end < 0 ? recent : recent.slice(0, end)).filter(({ origin }) => origins.has(originName(origin))).reverse();
	}
}

function originName(origin: Change['origin']): string {
	return `${origin?.workflow} ${origin?.run} ${origin?.node}`;
}

async function preview<Input, Result extends Output>(
	scope: Scope,
	{ preview: previewOf, bringsBack = false }: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
	outcomes: ReadonlyArray<Outcome<Result>>,
	changes: readonly Change[],
): Promise<Array<Outcome<DryRunOutput>>> {
	const made = new Set(changes.filter(({ kind }) => kind === 'created' && !bringsBack).map(({ ref }) => refKey(ref)));
	const shown = await previewChanges(scope, changes, made);
	const shares = shareOut(
		changes,
		outcomes.map((outcome) => (outcome.ok ? outcome.result : undefined)),
	);
	return outcomes.map((outcome, index) => {
		if (!outcome.ok) return outcome;
		const would = withoutIds(previewOf?.(outcome.result, calls[index]!.input) ?? outcome.result, made) as Output;
		return { ok: true, repeated: false, result: { dryRun: true, would, changes: shares[index]!.map((place) => shown[place]!) } };
	});
}

/** Whose change is which: the places of the changes, by call. What no result names is told with the first one. */
function shareOut(changes: readonly Change[], results: ReadonlyArray<Output | undefined>): number[][] {
	const owners = new Map<string, Set<number>>();
	results.forEach((result, index) => {
		for (const ref of result === undefined ? [] : refsIn(result)) owners.set(ref, (owners.get(ref) ?? new Set()).add(index));
	});
	const first = Math.max(
		0,
		results.findIndex((result) => result !== undefined),
	);
	const shares: number[][] = results.map(() => []);
	changes.forEach(({ ref }, place) => {
		for (const owner of owners.get(refKey(ref)) ?? [first]) shares[owner]?.push(place);
	});
	return shares;
}

function refsIn(value: OutputValue): string[] {
	if (Array.isArray(value)) return value.flatMap(refsIn);
	if (value === null || typeof value !== 'object') return [];
	const { type, id, projectId } = value;
	const own = typeof type === 'string' && typeof id === 'string' ? [refKey({ type, id })] : [];
	const project = typeof projectId === 'string' ? [refKey({ type: 'project', id: projectId })] : [];
	return [...own, ...project, ...Object.values(value).flatMap(refsIn)];
}

/** Ids of what the undone transaction made name nothing, or something else later. */
function withoutIds(value: OutputValue, made: ReadonlySet<string>): OutputValue {
	if (Array.isArray(value)) return value.map((part) => withoutIds(part, made));
	if (value === null || typeof value !== 'object') return value;
	const output = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withoutIds(part, made)]));
	const isMade = (type: unknown, id: unknown) => typeof type === 'string' && typeof id === 'string' && made.has(refKey({ type, id }));
	if (isMade(value.type, value.id)) output.id = null;
	if (isMade('project', value.projectId)) output.projectId = null;
	if (value.type === 'task' && isMade('task', value.parentId)) output.parentId = null;
	return output;
}
