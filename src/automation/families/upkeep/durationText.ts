/** A time span in words, roughly: "40 seconds", "3 minutes", "2 days". */
export function durationText(seconds: number): string {
	const units: Array<[name: string, seconds: number]> = [
		['day', 86_400],
		['hour', 3600],
		['minute', 60],
	];
	const [name, length] = units.find(([, unit]) => seconds >= 2 * unit) ?? ['second', 1];
	const count = Math.floor(seconds / length);
	return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** Seconds that have gone by since a moment (ISO 8601); 0 for one that has not come, or is not known. */
export function secondsSince(moment: string | null, now: Date): number {
	return moment === null ? 0 : Math.max(0, Math.round((now.getTime() - Date.parse(moment)) / 1000));
}
