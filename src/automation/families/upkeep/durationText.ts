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
