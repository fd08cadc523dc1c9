import { parseArgs } from 'node:util';
import { openNamed, type PlainDatabase } from '../host/PlainDatabase.ts';
import { PROJECT_EVERY, PROJECT_TASKS, SEQUENCE, TEXTS } from './texts.ts';

/**
 * A program of its own that judges chaos: it reads nothing but the records, their changes and the effects in the
 * database, none of what delivery keeps there for itself. Each effect carries the number of its change in its text.
 *
 *     node test/chaos/checker.ts --database crm.sqlite --changes 600
 *     node test/chaos/checker.ts --database postgres://user:password@host:port/database --changes 600
 *
 * Prints what is wrong, then one JSON line. Exit code 1 unless all three counts are 0.
 */
export interface Verdict {
	/** Changes of a stage that there were. */
	changes: number;
	/** Changes that never reached the database, and effects that are not there. */
	lost: number;
	/** Effects that are there too often, or that no change accounts for. */
	duplicateEffects: number;
	/** Effects of a deal that came before those of an earlier change of the same deal. */
	outOfOrder: number;
}

interface Change {
	sequence: number;
	deal: number;
}

interface Effect extends Change {
	/** Grows in the order in which they were written. */
	id: number;
}

export async function check(database: PlainDatabase, expected: number): Promise<{ verdict: Verdict; complaints: string[] }> {
	const complaints: string[] = [];
	const verdict: Verdict = { changes: 0, lost: 0, duplicateEffects: 0, outOfOrder: 0 };
	const changes = await stageChanges(database);
	verdict.changes = changes.length;

	const bySequence = Map.groupBy(changes, ({ sequence }) => sequence);
	for (let sequence = 1; sequence <= expected; sequence++) {
		if (bySequence.has(sequence)) continue;
		verdict.lost++;
		complaints.push(`Change ${sequence} is not in the database`);
	}
	const every = changes.filter(({ sequence }) => sequence % PROJECT_EVERY === 0);
	compare('task', changes, await effects(database, 'task', 'title', TEXTS.task, 'AND project_id IS NULL'));
	compare('history entry', changes, await effects(database, 'history_entry', 'text', TEXTS.history));
	compare('project', every, await effects(database, 'project', 'name', TEXTS.project));
	compare(
		'project task',
		every.flatMap((change) => PROJECT_TASKS.map(() => change)),
		await projectTasks(database),
	);
	return { verdict, complaints };

	function compare(what: string, causes: readonly Change[], found: readonly Effect[]): void {
		const wanted = Map.groupBy(causes, nameOf);
		const there = Map.groupBy(found, nameOf);
		for (const name of new Set([...wanted.keys(), ...there.keys()])) {
			const [should, is] = [wanted.get(name)?.length ?? 0, there.get(name)?.length ?? 0];
			if (should === is) continue;
			verdict.lost += Math.max(0, should - is);
			verdict.duplicateEffects += Math.max(0, is - should);
			complaints.push(`${name}: ${what}: ${is} instead of ${should}`);
		}
		compareOrder(what, causes, found);
	}

	/**
	 * What one deal's changes caused must have been written in the order of the changes. A change that was made twice (its
	 * maker was killed and asked again) has two of them.
	 */
	function compareOrder(what: string, causes: readonly Change[], found: readonly Effect[]): void {
		const indexes = new Map<string, number[]>();
		for (const [index, change] of causes.entries()) indexes.set(nameOf(change), [...(indexes.get(nameOf(change)) ?? []), index]);
		const latest = new Map<number, { effect: Effect; order: number }>();
		for (const effect of found) {
			const left = indexes.get(nameOf(effect)) ?? [0];
			const order = left.length > 1 ? left.shift()! : left[0]!;
			const before = latest.get(effect.deal);
			if (before !== undefined && order < before.order) {
				verdict.outOfOrder++;
				complaints.push(`${nameOf(effect)}: ${what} was written after that of change ${before.effect.sequence}`);
			} else {
				latest.set(effect.deal, { effect, order });
			}
		}
	}
}

/** In their order. */
async function stageChanges(database: PlainDatabase): Promise<Change[]> {
	const { inside } = database;
	const rows = await database.rows(
		`SELECT record_id AS deal, ${inside('"after"', 'values', SEQUENCE)} AS sequence FROM change_feed
		WHERE record_type = 'deal' AND kind = 'updated' AND ${inside('"before"', 'stage')} IS DISTINCT FROM ${inside('"after"', 'stage')} ORDER BY id`,
	);
	return rows.map(({ deal, sequence }) => ({ deal: Number(deal), sequence: Number(sequence) }));
}

async function effects(database: PlainDatabase, table: string, column: string, text: string, more = ''): Promise<Effect[]> {
	const rows = await database.rows(
		`SELECT id, record_id AS deal, "${column}" AS text FROM "${table}" WHERE "${column}" LIKE ? AND record_type = 'deal' ${more} ORDER BY id`,
		`${text}%`,
	);
	return rows.map((row) => ({ id: Number(row.id), deal: Number(row.deal), sequence: Number(String(row.text).slice(text.length)) }));
}

async function projectTasks(database: PlainDatabase): Promise<Effect[]> {
	const rows = await database.rows(
		'SELECT t.id, p.record_id AS deal, p.name FROM task t JOIN project p ON p.id = t.project_id ORDER BY t.id',
	);
	return rows.map((row) => ({
		id: Number(row.id),
		deal: Number(row.deal),
		sequence: Number(String(row.name).slice(TEXTS.project.length)),
	}));
}

function nameOf({ sequence, deal }: Change): string {
	return `Change ${sequence} of deal ${deal}`;
}

if (import.meta.main) {
	const { values } = parseArgs({ options: { database: { type: 'string' }, changes: { type: 'string' } } });
	if (values.database === undefined || values.changes === undefined)
		throw new Error('Usage: checker.ts --database FILE|ADDRESS --changes N');
	const database = openNamed(values.database);
	const { verdict, complaints } = await check(database, Number(values.changes));
	await database.close();
	for (const complaint of complaints.slice(0, 30)) console.log(complaint);
	if (complaints.length > 30) console.log(`… and ${complaints.length - 30} more`);
	console.log(JSON.stringify(verdict));
	process.exitCode = verdict.lost + verdict.duplicateEffects + verdict.outOfOrder === 0 ? 0 : 1;
}
