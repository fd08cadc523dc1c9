import { asText } from './asText';

/** Several values of a field; a single text counts as its comma-separated parts, as an expression gives them. */
export function asList(value: unknown): string[] {
	const parts: unknown[] = Array.isArray(value) ? value : typeof value === 'object' ? [value] : (asText(value)?.split(',') ?? []);
	return parts.map((part) => asText(part)?.trim() ?? '').filter((part) => part !== '');
}
