/** What a figure must be; null: it is only reported. */
export type Goal = { atMost: number } | { atLeast: number } | null;

/** One measurement of the package and of what it is compared with, taken right after each other. */
export interface Pair<Value = number> {
	own: Value;
	peer: Value;
}

/** The middle one; of an even number the mean of the two in the middle. NaN of nothing. */
export function median(numbers: readonly number[]): number {
	if (numbers.length === 0) return Number.NaN;
	const sorted = [...numbers].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Own ÷ peer: the median over the pairs, so that what slows the machine for a while slows both sides of a pair. */
export function ratio(pairs: readonly Pair[]): number {
	return median(pairs.map(({ own, peer }) => own / peer));
}

/** Null where there is no goal; a value that could not be measured holds nothing. */
export function holds(value: number, goal: Goal): boolean | null {
	if (goal === null) return null;
	return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}

/** `≤ 1.15`; null where there is no goal. */
export function goalText(goal: Goal): string | null {
	if (goal === null) return null;
	return 'atMost' in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`;
}

/** The one that is furthest from its goal. */
export function worst<Value extends { value: number }>(values: readonly Value[], goal: Goal): Value {
	if (values.length === 0) throw new Error('Nothing was measured.');
	const better = goal !== null && 'atLeast' in goal ? -1 : 1;
	return values.reduce((a, b) => (Number.isNaN(b.value) || (b.value - a.value) * better > 0 ? b : a));
}

/**
 * Rows per second after the first moment, in whose time nobody knows what went into it. NaN where all came at once.
 * @param moments in their order, `at` in milliseconds
 */
export function steadyRate(moments: ReadonlyArray<{ at: number; rows: number }>): number {
	const [first, ...later] = moments;
	if (first === undefined || later.length === 0) return Number.NaN;
	const rows = later.reduce((sum, moment) => sum + moment.rows, 0);
	return (rows / (later.at(-1)!.at - first.at)) * 1000;
}

/** Three digits that count: 0.00123, 1.23, 123, 12300. */
export function rounded(number: number): number {
	return Number.isFinite(number) ? Number(number.toPrecision(3)) : number;
}
