/** Upper and lower case, and blanks around, do not tell names apart. */
export function sameName(a: string, b: string): boolean {
	return a.trim().toLowerCase() === b.trim().toLowerCase();
}
