import type { Change } from '../../../model/change';
import type { Condition } from '../../../model/query';
import { eventOf, type Mismatch, type TriggerFilter } from '../../../model/triggers';
import { unmetCondition } from '../../../model/triggers/matching';
import { conditionText, Words } from '../../words/conditions/conditionWords';
import type { Presenter } from '../../words/output/presentRecords';

/** Says in a sentence which rule of the trigger the change does not meet. */
export function whyNot(mismatch: Mismatch, change: Change, filter: TriggerFilter, presenter: Presenter): string {
	const words = new Words(presenter, change.ref.type);
	switch (mismatch) {
		case 'recordType':
			return `The trigger watches ${words.plural(filter.recordType)}, and this is of type ${words.typeLabel}.`;
		case 'condition':
			return conditionFailed(change, unmetCondition(change, filter)!, words);
		case 'noAlternative':
			return noneHolds(change, filter.anyOf ?? [], words);
		default:
			return eventOf(filter.event).why[mismatch](change, filter, words);
	}
}

function conditionFailed(change: Change, condition: Condition, words: Words): string {
	return `The condition "${conditionText(condition, words)}" does not hold: it is ${valueIn(change, condition, words)}.`;
}

/** With the values that all the groups ask for. */
function noneHolds(change: Change, groups: ReadonlyArray<readonly Condition[]>, words: Words): string {
	const asked = groups.map((group) => `"${group.map((condition) => conditionText(condition, words)).join(' and ')}"`);
	const values = new Set(groups.flat().map((condition) => `${words.field(condition.field)} is ${valueIn(change, condition, words)}`));
	return `None of the alternatives holds (${asked.join(' or ')}): ${[...values].join(', ')}.`;
}

function valueIn({ before, after }: Change, { field }: Condition, words: Words): string {
	return words.value(field, (after ?? before ?? {})[field]);
}
