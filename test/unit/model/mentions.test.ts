import { findMentions, unclearMention } from '../../../src/model/mentions';
import type { User } from '../../../src/model/user';

const user = (id: string, name: string, email: string | null = null, active = true): User => ({
	id,
	name,
	email,
	active,
	supervisorId: null,
	role: null,
	groups: [],
	absentFrom: null,
	absentUntil: null,
	values: {},
});

const PEOPLE = [
	user('1', 'Anna Smith', 'Anna@example.com'),
	user('2', 'Anna Smith Jones', 'asj@example.com'),
	user('3', 'Łukasz Żak', 'l.zak+crm@firma.example.pl'),
	user('4', 'Twin'),
	user('5', 'Twin'),
	user('6', 'Gone', null, false),
	user('7', 'Gone'),
	user('8', "Mary O'Neil (Sales)"),
	user('9', 'Left', null, false),
];
const idsIn = (text: string) => findMentions(text, PEOPLE).users.map(({ id }) => id);
const unclearIn = (text: string) =>
	findMentions(text, PEOPLE).unclear.map((mention) => [mention.text, mention.candidates.map(({ id }) => id)]);

describe('mentions', () => {
	it.each([
		['a name', 'Ask @Anna Smith', ['1']],
		['whatever the case of its letters', 'Ask @anna SMITH today', ['1']],
		['the longest name wins', '@Anna Smith Jones knows', ['2']],
		['and the shorter one where the longer does not fit', '@Anna Smith Johnson knows', ['1']],
		['punctuation after', '@Anna Smith, @Łukasz Żak. (@Twin', ['1', '3']],
		['a genitive after', "@Anna Smith's deal", ['1']],
		['several spaces or a line break in a name', '@Anna  Smith and @Łukasz\nŻak', ['1', '3']],
		['signs in a name', "@Mary O'Neil (Sales)!", ['8']],
		['an e-mail address, a full stop after', 'Ask @anna@example.com.', ['1']],
		['an e-mail address with signs', '@L.Zak+crm@firma.example.pl?', ['3']],
		['each person once, in the order of the text', '@Łukasz Żak @Anna Smith @anna@example.com @łukasz żak', ['3', '1']],
		['the one of that name who still works here', '@Gone', ['7']],
		['somebody who left, where nobody else has the name', '@Left', ['9']],
		['no @ at all', 'Anna Smith', []],
		['an e-mail address in the text is no mention', 'Write to anna@example.com', []],
		['an @ by itself is none', 'Meet @ 5, 3 @, @', []],
	])('%s', (_, text, ids) => {
		expect(idsIn(text)).toEqual(ids);
	});

	it.each([
		['nobody', 'Ask @Nemo, please', [['Nemo', []]]],
		['nobody, by two words', '@John Doe please', [['John Doe', []]]],
		['a longer word than the name', '@Anna Smithson', [['Anna Smithson', []]]],
		['a part of a name', '@Anna please', [['Anna', []]]],
		['an unknown address', '@nemo@example.com.', [['nemo@example.com', []]]],
		['several people', '@Twin', [['Twin', ['4', '5']]]],
		['the same twice', '@Nemo and @Nemo', [['Nemo', []]]],
	])('%s is unclear', (_, text, unclear) => {
		expect(unclearIn(text)).toEqual(unclear);
	});

	it('only an @ that counts is looked at', () => {
		const text = '@Twin and @Anna Smith';
		expect(findMentions(text, PEOPLE, (index) => index === 10)).toEqual({ users: [PEOPLE[0]], unclear: [] });
	});

	it('an error names the mention, where it is, and who is meant', () => {
		const [nobody] = findMentions('@Nemo', PEOPLE).unclear;
		expect(unclearMention(nobody!, 'the comment')).toMatchObject({
			code: 'notFound',
			message: expect.stringMatching(/"@Nemo" in the comment/),
		});
		const [several] = findMentions('@Twin', PEOPLE).unclear;
		expect(unclearMention(several!, 'the comment')).toMatchObject({
			code: 'invalidValue',
			message: expect.stringMatching(/"@Twin".*2 people.*id 4.*id 5/),
		});
	});
});
