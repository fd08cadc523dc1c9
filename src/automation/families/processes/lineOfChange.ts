import type { Output } from '../../../model/output';
import type { ChangeOutput } from '../../words/output/presentChange';
import { numberText } from '../../../model/numberText';

/** A change as a line to read: `Stage: New → Won; Amount: 800 → 1200`, or `Merged into "Anna" (id 12)`. */
export function whatChanged({ event, values, reason }: ChangeOutput): string {
	if (event !== 'updated') return reason?.text ?? (event === 'created' ? 'Created' : 'Deleted');
	return values.map(({ label, from, to }) => `${label}: ${shown(from)} → ${shown(to)}`).join('; ');
}

function shown(value: Output[string]): string {
	if (value === null || value === '') return 'empty';
	return Array.isArray(value)
		? value.map(shown).join(', ')
		: typeof value === 'number'
			? numberText(value)
			: typeof value === 'object'
				? JSON.stringify(value)
				: String(value);
}
