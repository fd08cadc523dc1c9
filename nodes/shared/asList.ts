/** Several values of a field; a single text counts as its comma-separated parts, as an expression gives them. */
export function asList(value: unknown): string[] {
	const parts = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
	return parts.map((part) => String(part).trim()).filter((part) => part !== '');
}
