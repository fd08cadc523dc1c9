import { CrmError } from './CrmError';
import { isEmptyValue } from './validateValue';

/** Throws missingValue for an empty text. */
export function requireText(text: unknown, what: string, index: number): string {
	if (!isEmptyValue(text)) return String(text);
	throw new CrmError('missingValue', `${what}: the text is required and is empty.`, 'Give the text.', { index });
}
