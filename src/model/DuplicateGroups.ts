/** What is remembered of a record while duplicates are looked for: not the record itself. */
export interface DuplicateCandidate {
	id: string;
	/** How many fields have a value. */
	filled: number;
	/** ISO 8601. */
	createdAt: string;
}

/**
 * Puts records into groups while they go by, one after the other: records that share a key are in one group, and so are
 * those that are connected over others. Keeps the keys and a few words of each record, whatever the size of the records.
 */
export class DuplicateGroups {
	private readonly candidates: DuplicateCandidate[] = [];
	/** Index of the first record with the key. */
	private readonly owners = new Map<string, number>();
	/** Union-find: the index of another record of the same group, or the own one. */
	private readonly parents: number[] = [];

	add(candidate: DuplicateCandidate, keys: readonly string[]): void {
		if (keys.length === 0) return;
		const index = this.candidates.push(candidate) - 1;
		this.parents.push(index);
		for (const key of keys) {
			const owner = this.owners.get(key);
			if (owner === undefined) this.owners.set(key, index);
			else this.join(owner, index);
		}
	}

	/** Groups of two and more, each with its best master first; the largest groups come first, then the oldest. */
	groups(): DuplicateCandidate[][] {
		const byRoot = Map.groupBy(this.candidates.keys(), (index) => this.rootOf(index));
		const groups = [...byRoot.values()].filter((indexes) => indexes.length > 1);
		return groups
			.map((indexes) => indexes.map((index) => this.candidates[index]!).sort(byFitness))
			.sort((a, b) => b.length - a.length || byAge(a[0]!, b[0]!));
	}

	private join(a: number, b: number): void {
		const [first, second] = [this.rootOf(a), this.rootOf(b)];
		if (first !== second) this.parents[Math.max(first, second)] = Math.min(first, second);
	}

	private rootOf(index: number): number {
		let root = index;
		while (this.parents[root] !== root) root = this.parents[root]!;
		for (let at = index; at !== root;) {
			const next = this.parents[at]!;
			this.parents[at] = root;
			at = next;
		}
		return root;
	}
}

/** The best master first: the most complete record, of equally complete ones the oldest. */
export function byFitness(a: DuplicateCandidate, b: DuplicateCandidate): number {
	return b.filled - a.filled || byAge(a, b);
}

/** The oldest first; of one moment the one with the lower id. */
function byAge(a: DuplicateCandidate, b: DuplicateCandidate): number {
	if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? -1 : 1;
	return a.id.length - b.id.length || (a.id < b.id ? -1 : 1);
}
