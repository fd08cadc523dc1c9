import type { DatabaseSync } from 'node:sqlite';

/** Milliseconds between the commit of each stage change into Engaging and of the first effect that it caused. */
export function changeLatencies(database: DatabaseSync): number[] {
	const changes = new Map(
		database
			.prepare("SELECT id, at FROM change_feed WHERE record_type = 'deal' AND kind = 'updated' AND json_extract(after, '$.stage') = 'opportunities:engaging'")
			.all()
			.map((row) => [String(row.id), Date.parse(String(row.at))]),
	);
	const first = new Map<string, number>();
	for (const { key, at } of database.prepare('SELECT key, at FROM effect').all()) {
		// See effectKey: workflow:node:feed.change.replay:ordinal
		const change = String(key).split(':')[2]?.split('.')[1] ?? '';
		const moment = Date.parse(String(at));
		if (changes.has(change)) first.set(change, Math.min(first.get(change) ?? Infinity, moment));
	}
	return [...first].map(([change, moment]) => moment - changes.get(change)!);
}

/** Milliseconds between sending each call to the webhook and the commit of the task that it made. */
export function webhookLatencies(database: DatabaseSync, sent: ReadonlyMap<string, number>): number[] {
	return database
		.prepare("SELECT title, created_at FROM task WHERE title LIKE 'Webhook: %'")
		.all()
		.flatMap(({ title, created_at: at }) => {
			const start = sent.get(String(title).slice('Webhook: '.length));
			return start === undefined ? [] : [Date.parse(String(at)) - start];
		});
}

export function median(numbers: readonly number[]): number {
	if (numbers.length === 0) return Number.NaN;
	const sorted = [...numbers].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
