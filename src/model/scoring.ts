/** A grade is reached from that many points on. */
export interface Grade {
	name: string;
	from: number;
}

export interface ScoreLimits {
	least?: number;
	most?: number;
}

/** The sum, not below the least and not above the most that are given. */
export function totalScore(points: readonly number[], { least = -Infinity, most = Infinity }: ScoreLimits): number {
	// Points like 0.1 must not add up to 0.30000000000000004.
	const sum = Number(points.reduce((total, part) => total + part, 0).toPrecision(12));
	return Math.min(most, Math.max(least, sum));
}

/** The highest grade that the score reaches; null when it reaches none. */
export function gradeOf(score: number, grades: readonly Grade[]): string | null {
	const reached = grades.filter(({ from }) => score >= from);
	return reached.reduce<Grade | null>((best, grade) => (best === null || grade.from > best.from ? grade : best), null)?.name ?? null;
}
