import { isBlank } from './coercion';

/** What people say about a process: where it belongs, and what it is for. */
export interface ProcessCard {
	department?: string;
	category?: string;
	description?: string;
}

export const CARD_WORDS = ['department', 'category', 'description'] as const satisfies ReadonlyArray<keyof ProcessCard>;

/** What the triggers of the process say, word by word the first of them; where none says anything, what was saved. */
export function wholeCard(ofTriggers: ReadonlyArray<ProcessCard | undefined>, saved: ProcessCard = {}): ProcessCard {
	const word = (name: keyof ProcessCard) => [...ofTriggers, saved].map((card) => card?.[name]).find((text) => !isBlank(text));
	return Object.fromEntries(CARD_WORDS.flatMap((name) => (word(name) === undefined ? [] : [[name, word(name)]])));
}
