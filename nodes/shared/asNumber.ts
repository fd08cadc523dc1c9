import { writtenNumber } from '../../src/model/writtenNumber';
import { asText } from './asText';

/** Whatever a field or an expression gives as a number; NaN for what is none, and for nothing. */
export function asNumber(value: unknown): number {
	const number = writtenNumber(asText(value));
	return typeof number === 'number' ? number : NaN;
}
