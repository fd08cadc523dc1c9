import type { PlainDatabase } from '../host/PlainDatabase.ts';

/**
 * Milliseconds between the commit of each stage change into Engaging and of the first effect that it caused. Both are
 * read from the effects that were stored last in their transactions: the one of the move, and the first of the rules.
 */
export async function changeLatencies(database: PlainDatabase): Promise<number[]> {
	const rows = await database.rows('SELECT key, at FROM effect ORDER BY at');
	const effects = rows.map(({ key, at }) => ({ change: changeOf(String(key)), at: Date.parse(String(at)) }));
	const first = new Map<string, number>();
	for (const { change, at } of effects) if (change !== undefined && !first.has(change)) first.set(change, at);
	const moves = effects.filter(({ change }) => change === undefined).map(({ at }) => at);
	const engaged = await database.rows(
		`SELECT id, at FROM change_feed WHERE record_type = 'deal' AND kind = 'updated' AND ${database.inside('"after"', 'stage')} = 'opportunities:engaging'`,
	);
	return engaged.flatMap((row) => {
		const effect = first.get(String(row.id));
		// The transaction began at the change's own moment; its effect was stored at its end.
		const committed = moves.find((at) => at >= Date.parse(String(row.at)));
		return effect === undefined || committed === undefined ? [] : [effect - committed];
	});
}

/** The change in an effect's key (`workflow:node:feed.change.replay:ordinal`); undefined when none started the run. */
function changeOf(key: string): string | undefined {
	const start = key.split(':')[2] ?? '';
	return start.startsWith('run.') || start.startsWith('manual.') ? undefined : start.split('.')[1];
}

/** Milliseconds between each call to the webhook, made inside n8n, and the commit of the task that it made. */
export async function webhookLatencies(database: PlainDatabase): Promise<number[]> {
	const rows = await database.rows("SELECT title, created_at FROM task WHERE title LIKE 'Webhook: %'");
	return rows.map(({ title, created_at: at }) => Date.parse(String(at)) - Number(String(title).slice('Webhook: '.length)));
}

export function median(numbers: readonly number[]): number {
	if (numbers.length === 0) return Number.NaN;
	const sorted = [...numbers].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
