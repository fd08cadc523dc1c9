import type { User } from '../../../model/user';

/** How much each person has; what a call gives out and takes back counts. Each person is looked up once. */
export class Workload {
	private readonly loads = new Map<string, number>();
	/** Users who were looked up. */
	private readonly counted = new Set<string>();
	private readonly countsOf: (userIds: readonly string[]) => Promise<Map<string, number>>;

	constructor(countsOf: (userIds: readonly string[]) => Promise<Map<string, number>>) {
		this.countsOf = countsOf;
	}

	/** The person with the least, of several the first by name. There must be one. */
	async least(people: readonly User[]): Promise<{ user: User; load: number }> {
		await this.count(people.map(({ id }) => id));
		const before = (a: User, b: User) => this.loads.get(a.id)! - this.loads.get(b.id)! || a.name.localeCompare(b.name);
		const user = people.reduce((least, other) => (before(other, least) < 0 ? other : least));
		return { user, load: this.loads.get(user.id)! };
	}

	/** `more` is negative for what is taken from a person. */
	add(userId: string, more = 1): void {
		this.loads.set(userId, (this.loads.get(userId) ?? 0) + more);
	}

	private async count(userIds: readonly string[]): Promise<void> {
		const ids = userIds.filter((id) => !this.counted.has(id));
		if (ids.length === 0) return;
		const counts = await this.countsOf(ids);
		for (const id of ids) {
			this.counted.add(id);
			this.add(id, counts.get(id) ?? 0);
		}
	}
}
