/**
 * Whatever a field or an expression gives as a text: a resource locator as what was chosen, `{{ $now }}` and its like as they
 * write themselves, a list or an object as JSON. Undefined: nothing, and what a calculation without a result gives (NaN).
 */
export function asText(value: unknown): string | undefined {
	if (value === null || value === undefined || value === '' || Number.isNaN(value)) return undefined;
	if (typeof value !== 'object') return String(value);
	if ('toJSON' in value && typeof value.toJSON === 'function') return asText((value as { toJSON(): unknown }).toJSON());
	return 'value' in value ? asText(value.value) : JSON.stringify(value);
}
