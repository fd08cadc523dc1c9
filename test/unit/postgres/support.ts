import { openBackend, type Backend } from '../../../src/crm/backends';
import type { BuiltInPostgres } from '../../../src/crm/builtin/postgres/descriptor';
import type { Change } from '../../../src/model/change';
import { systemClock } from '../../../src/model/clock';
import type { PostgresServer } from '../../postgres/PostgresServer';
import { TestDatabase } from '../../postgres/TestDatabase';

/** A database of its own per test, and everything opened in it; both gone after the test. */
export class Workplace {
	database!: TestDatabase;
	private readonly opened: Array<{ close(): unknown }> = [];

	/** `server`: one that the test may kill, instead of the one all share. */
	constructor(server?: () => PostgresServer) {
		beforeEach(async () => {
			this.database = await TestDatabase.create(server?.().address);
		});
		afterEach(async () => {
			for (const one of this.opened.splice(0)) await one.close();
			await this.database.drop();
		});
	}

	async open(more: Partial<BuiltInPostgres> = {}): Promise<Backend> {
		return this.closing(await openBackend(this.database.options(more), systemClock));
	}

	closing<T extends { close(): unknown }>(one: T): T {
		this.opened.push(one);
		return one;
	}
}

export async function changesSince({ feed }: Backend, cursor: string): Promise<Change[]> {
	return (await feed.read(cursor, 100)).changes;
}

export async function until(holds: () => boolean | Promise<boolean>, limit = 40_000): Promise<void> {
	const end = performance.now() + limit;
	while (!(await holds())) {
		if (performance.now() > end) throw new Error(`Not within ${limit} ms.`);
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

export const NOBODY = {};
