import type { Change } from '../../../model/change';
import type { Output, OutputValue } from '../../../model/output';
import { refKey } from '../../../model/record';
import type { EffectCall, Operation, Outcome } from '../../engine/effects/Operation';
import type { DryMode, Trial } from '../../engine/effects/Strategy';
import type { Scope } from '../../engine/Scope';
import { previewChanges, type PreviewedChange } from './previewChanges';

/** What a step would do. */
export type DryRunOutput = Output & {
	dryRun: true;
	/** The CRM was not asked: it may refuse more, fill in more, and do more by rules of its own. Absent where it was. */
	approximate?: true;
	/** What the step would give, without the ids of what was not made. */
	would: Output;
	/** The records, tasks, projects and users that would change, field by field. */
	changes: PreviewedChange[];
};

/** The mode of `runEffects` that shows these calls in the words of people, each with its share of the changes. */
export function dryRunOf<Input, Result extends Output>(
	operation: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
): DryMode<Result, DryRunOutput> {
	return { dry: async (scope, trial) => await preview(scope, operation, calls, trial) };
}

async function preview<Input, Result extends Output>(
	scope: Scope,
	{ preview: previewOf, bringsBack = false }: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
	{ outcomes, changes, approximate }: Trial<Result>,
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
		const result = { ...(approximate ? { approximate } : {}), would, changes: shares[index]!.map((at) => shown[at]!) };
		return { ok: true, repeated: false, result: { dryRun: true, ...result } };
	});
}

/** Whose change is which: the indexes of the changes, by call. What no result names is told with the first one. */
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
	changes.forEach(({ ref }, index) => {
		for (const owner of owners.get(refKey(ref)) ?? [first]) shares[owner]?.push(index);
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
