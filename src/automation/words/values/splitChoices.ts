/**
 * Several choices written as one text: with commas, semicolons, vertical bars or line breaks between them, or as a JSON list.
 * A choice may have such signs in itself ("over 1,000"): the parts that make up a choice together stay together, the longest
 * first. What is no choice comes out as it is written, so that whoever checks the parts can name it.
 */
export function splitChoices(text: string, isChoice: (part: string) => boolean): string[] {
	const whole = text.trim();
	if (isChoice(whole)) return [whole];
	const listed = jsonList(whole);
	if (listed !== undefined) return listed;
	// Every second piece is a sign between two parts.
	const pieces = whole.split(/([,;|\n])/);
	const choices: string[] = [];
	for (let start = 0; start < pieces.length;) {
		const end = endOfChoice(pieces, start, isChoice);
		const part = pieces.slice(start, end).join('').trim();
		if (part !== '') choices.push(part);
		start = end + 1;
	}
	return choices;
}

/** The index behind the longest choice that begins there; behind the next piece where none does. */
function endOfChoice(pieces: readonly string[], start: number, isChoice: (part: string) => boolean): number {
	for (let end = pieces.length; end > start + 1; end -= 2) if (isChoice(pieces.slice(start, end).join('').trim())) return end;
	return start + 1;
}

function jsonList(text: string): string[] | undefined {
	if (!text.startsWith('[')) return undefined;
	try {
		const list: unknown = JSON.parse(text);
		return Array.isArray(list) ? list.map(String) : undefined;
	} catch {
		return undefined;
	}
}
