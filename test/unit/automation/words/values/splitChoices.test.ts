import { splitChoices } from '../../../../../src/automation/words/values/splitChoices';

const CHOICES = ['hot', 'cold', 'over 1,000', '1', 'red; dark', 'red'];
const split = (text: string) => splitChoices(text, (part) => CHOICES.includes(part));

test.each([
	['hot', ['hot']],
	['hot, cold', ['hot', 'cold']],
	['hot;cold', ['hot', 'cold']],
	['hot|cold', ['hot', 'cold']],
	['hot\ncold', ['hot', 'cold']],
	['over 1,000', ['over 1,000']],
	['hot, over 1,000, cold', ['hot', 'over 1,000', 'cold']],
	['over 1,000,hot', ['over 1,000', 'hot']],
	['red; dark; red', ['red; dark', 'red']],
	['["over 1,000","hot"]', ['over 1,000', 'hot']],
	['hot, unknown', ['hot', 'unknown']],
	['hot,,', ['hot']],
	['[broken', ['[broken']],
	['', []],
])('%j is %p', (text, choices) => expect(split(text)).toEqual(choices));
