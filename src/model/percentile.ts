/** The middle of some numbers, or of the two that are in the middle; null without any. */
export function median(numbers: readonly number[]): number | null {
	const sorted = [...numbers].sort((a, b) => a - b);
	const upper = sorted[Math.floor(sorted.length / 2)];
	const lower = sorted[Math.ceil(sorted.length / 2) - 1];
	return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

/** Nearest rank: the smallest of the numbers with at least `share` (0 to 1) of them at or below it; null without any. */
export function percentile(numbers: readonly number[], share: number): number | null {
	const sorted = [...numbers].sort((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
