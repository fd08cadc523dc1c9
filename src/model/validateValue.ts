import { emailAddress, webAddress } from './addresses';
import { CrmError, quoted } from './CrmError';
import { sameName, textForm } from './normalForm';
import { phoneText } from './phoneForm';
import { plainText } from './plainText';
import type { FieldValue } from './record';
import type { Field } from './recordType';
import { momentInUtc, writtenDay } from './writtenDate';
import { writtenNumber } from './writtenNumber';

/** Nothing given: null, an empty text, an empty list. */
export function isEmptyValue(value: unknown): boolean {
	return (
		value === undefined ||
		value === null ||
		(Array.isArray(value) && value.length === 0) ||
		(typeof value === 'string' && plainText(value) === '')
	);
}

/**
 * A value in the form it is stored in, by the kind of its field; null when empty. What people and other programs
 * write is accepted where it is clear: "1250" as a number, "true" as yes, a date with a time as a day.
 * Throws invalidValue.
 */
export function checkValue(field: Field, value: unknown): FieldValue {
	if (isEmptyValue(value)) return null;
	switch (field.kind) {
		case 'number':
		case 'money':
			return numberOf(field, value);
		case 'boolean':
			return booleanOf(field, value);
		case 'date':
			return writtenDay(value) ?? refuse(field, value, 'is not a date', 'Give a day such as 2026-03-31.');
		case 'dateTime':
			return momentInUtc(value) ?? refuse(field, value, 'is not a date and time', 'Give a moment such as 2026-03-31T14:30:00Z.');
		case 'choice':
			return choiceOf(field, textOf(field, value));
		case 'multiChoice':
			return (Array.isArray(value) ? value : [value]).map((item) => choiceOf(field, textOf(field, item)));
		case 'email':
			return (
				emailAddress(textOf(field, value)) ??
				refuse(field, value, 'is not an e-mail address', 'Give one address, such as anna@example.com.')
			);
		case 'url':
			return (
				webAddress(textOf(field, value)) ?? refuse(field, value, 'is not a web address', 'Give an address such as https://example.com.')
			);
		case 'phone':
			return phoneText(textOf(field, value));
		default:
			return textOf(field, value);
	}
}

function numberOf(field: Field, value: unknown): number {
	const number = writtenNumber(value);
	return typeof number === 'number' ? number : refuse(field, value, number.problem, number.remedy);
}

function booleanOf(field: Field, value: unknown): boolean {
	if (typeof value === 'boolean') return value;
	if (typeof value === 'string') {
		const word = textForm(value);
		if (word === 'true') return true;
		if (word === 'false') return false;
	}
	return refuse(field, value, 'is neither true nor false', 'Give true or false.');
}

function textOf(field: Field, value: unknown): string {
	if (typeof value === 'string') return plainText(value);
	if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
	return refuse(field, value, 'is not a text', 'Give a text.');
}

/** The label is accepted too: it is what people see. */
function choiceOf(field: Field, value: string): string {
	const { options } = field;
	if (options === undefined || options.length === 0) return value;
	const option = options.find((candidate) => candidate.value === value) ?? options.find((candidate) => sameName(candidate.label, value));
	return (
		option?.value ??
		refuse(field, value, 'is not one of the allowed values', `Choose one of: ${options.map((candidate) => candidate.value).join(', ')}.`)
	);
}

function refuse(field: Field, value: unknown, problem: string, remedy: string): never {
	throw new CrmError('invalidValue', `Field "${field.label}": ${quoted(value)} ${problem}.`, remedy);
}
