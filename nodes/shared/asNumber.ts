import { asText } from './asText';

/** Whatever a field or an expression gives as a number; NaN for what is none, and for nothing. */
export function asNumber(value: unknown): number {
	if (typeof value === 'number') return value;
	const text = asText(value)?.trim() ?? '';
	return text === '' ? NaN : Number(text);
}
