import fc from 'fast-check';
import { companyLanguage } from '../../../src/crm/companyLanguage';
import { letterKeys } from '../../../src/crm/builtin/sqlite/letterKeys';

/** As SQLite sorts by the keys: small letters of A to Z only, then letter by letter. */
function sortedBy(language: string, words: readonly string[]): string[] {
	const keys = [...letterKeys(language)];
	const keyOf = (word: string) =>
		keys.reduce(
			(text, [letter, key]) => text.replaceAll(letter, key),
			word.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
		);
	return [...words].sort((a, b) => Buffer.compare(Buffer.from(keyOf(a)), Buffer.from(keyOf(b))));
}

test.each([
	['en', ['apple', 'Äsop', 'Banana', 'cafe', 'Élan', 'Emu', 'Zoë', 'zoo']],
	['de', ['Apfel', 'Äpfli', 'Arzt', 'Österreich', 'Ost', 'Straße', 'Übung', 'Unter', 'Zug']],
	['sv', ['Anna', 'Orm', 'Zorn', 'Åsa', 'Ärlig', 'Öberg']],
	['pl', ['Adam', 'Azor', 'Ąkol', 'Balon', 'Celina', 'Czas', 'Ćma', 'Lis', 'Lzy', 'Łódź', 'Mak', 'Zorro', 'Źle', 'Żaba']],
	['da', ['Anders', 'Zebra', 'Ægir', 'Ørsted', 'Århus']],
	['es', ['Nube', 'Nzo', 'Ñandú', 'Oso']],
	['ru', ['Анна', 'Борис', 'Ёлка', 'Жанна', 'Яна']],
	['uk', ['Гліб', 'Ґанок', 'Дарина', 'Євген', 'Женя', 'Зоя', 'Іван', 'Їжак', 'Йосип']],
	['el', ['Άλφα', 'Βήτα', 'Έψιλον', 'Ζήτα']],
])('%s: words are sorted as people read them', (language, words) => {
	const turned = [...words].reverse();
	expect(sortedBy(language, turned)).toEqual([...turned].sort(new Intl.Collator(language).compare));
});

/** Letters of each language, beside A to Z. */
const ALPHABETS = {
	en: 'éèïöç',
	de: 'äöüßÄÖÜ',
	fr: 'àâæçéèêëîïôœùûüÿÉÈÇ',
	es: 'áéíñóúüÑ',
	pt: 'ãâáàçéêíóôõú',
	it: 'àèéìòù',
	nl: 'ëïéĳ',
	sv: 'åäöÅÄÖé',
	fi: 'åäöšž',
	pl: 'ąćęłńóśźżĄĆĘŁŃÓŚŹŻ',
	et: 'äõöüšž',
	lt: 'ąčęėįšųūž',
	lv: 'āčēģīķļņšūž',
	ro: 'ăâîșț',
	is: 'áæéðíóöúýþ',
	ru: 'абвгдеёжзийклмнопрстуфхцчшщъыьэюяЁЖЯ',
	uk: 'абвгґдеєжзиіїйклмнопрстуфхцчшщьюяҐЄІЇ',
	el: 'αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΣΩ',
};

test.each(Object.entries(ALPHABETS))('%s: any words have the order of the language, case and accents aside', (language, letters) => {
	const { compare } = new Intl.Collator(language, { sensitivity: 'base' });
	const own = /[α-я]/u.test(letters) ? [...letters] : [...letters, ...'abcdefghijklmnopqrstuvwxyzABCXYZ'];
	const word = fc.string({ unit: fc.constantFrom(...own, ' ', ...'0189'), maxLength: 6 }).map((text) => text.trim().replace(/ {2,}/g, ' '));
	const keys = letterKeys(language);
	const keyOf = (text: string) => Buffer.from([...text.toLowerCase()].map((letter) => keys.get(letter) ?? letter).join(''));
	fc.assert(
		fc.property(word, word, (a, b) => expect(Math.sign(compare(a, b))).toBe(Buffer.compare(keyOf(a), keyOf(b)))),
		{ numRuns: 2_000, seed: 1 },
	);
});

test('the language of the company is that of the environment, by name refused where it is none', () => {
	expect(companyLanguage({})).toBe('en');
	expect(companyLanguage({ N8N_DEFAULT_LOCALE: 'de' })).toBe('de');
	expect(companyLanguage({ CRMFLOW_LANGUAGE: 'pt_BR', N8N_DEFAULT_LOCALE: 'de' })).toBe('pt');
	expect(() => companyLanguage({ CRMFLOW_LANGUAGE: 'Swedish!' })).toThrow('CRMFLOW_LANGUAGE is "Swedish!"');
});
