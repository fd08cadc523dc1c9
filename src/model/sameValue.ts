/** Whether two values of a field are the same as they are stored; nothing and null are. */
export function sameValue(one: unknown, other: unknown): boolean {
	return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
