/** Random choices that a seed repeats exactly (mulberry32). */
export class SeededRandom {
	private state: number;

	constructor(seed: number) {
		this.state = seed;
	}

	/** 0 ≤ result < 1. */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	}

	/** A whole number, 0 ≤ result < limit. */
	below(limit: number): number {
		return Math.floor(this.next() * limit);
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	pick<T>(list: readonly T[]): T {
		if (list.length === 0) throw new Error('Nothing to pick from.');
		return list[this.below(list.length)]!;
	}

	/** Some of the list, in its order. */
	some<T>(list: readonly T[]): T[] {
		return list.filter(() => this.chance(0.5));
	}

	word(letters = 'abcdefg'): string {
		return Array.from({ length: 1 + this.below(6) }, () => this.pick([...letters])).join('');
	}
}
