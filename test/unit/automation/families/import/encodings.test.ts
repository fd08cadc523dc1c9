import { encode } from 'iconv-lite';
import { decodeText, hasUnreadableSign } from '../../../../../src/automation/families/import/decodeText';
import { ENCODINGS, type EncodingName } from '../../../../../src/automation/families/import/encodings';
import { readingFields } from '../../../../../nodes/Crm/actions/record/readingFields';

/** Short lists of names, as people have them: no prose that tells a language by itself. */
const LISTS: Array<[encoding: EncodingName, what: string, text: string]> = [
	['Windows-1250', 'Polish', 'Nazwa;Opiekun\nŁukasz Wójcik;Małgorzata Dąbrowska\nŻaneta Zielińska;Grzegorz Brzęczyszczykiewicz\n'],
	['Windows-1250', 'Czech', 'Jméno;Město\nJiří Dvořák;Plzeň\nKateřina Němcová;Hradec Králové\nŠtěpán Růžička;České Budějovice\n'],
	['Windows-1250', 'Slovak', 'Meno;Mesto\nĽubomír Kováč;Žilina\nMária Šťastná;Nové Zámky\n'],
	['Windows-1250', 'Hungarian', 'Név;Város\nErdős Gergő;Győr\nSzűcs Mónika;Kecskemét\n'],
	['Windows-1250', 'Romanian', 'Nume;Oraş\nŞtefan Brânză;Iaşi\nIonuţ Călinescu;Timişoara\n'],
	['Windows-1250', 'Croatian', 'Ime;Grad\nŽeljko Đurić;Čakovec\nMarko Šimić;Karlovac\n'],
	['Windows-1251', 'Russian', 'Название;Сумма\nИван Петров;100\nООО "Ромашка";200\n'],
	['Windows-1251', 'Ukrainian', "Назва;Місто\nКиїв'янка;Київ\nЄвген Їжак;Львів\n"],
	['Windows-1252', 'German', 'Name;Straße\nJürgen Müller;Königsallee 3\nRené Groß;Hauptstraße 5\n'],
	['Windows-1252', 'French', 'Nom;Prénom\nLefèvre;Hélène\nBoucher;François\nNoël;Gaëlle\n'],
	['Windows-1252', 'Spanish', 'Nombre;Ciudad\nMaría Muñoz;Málaga\nÁngel Ibáñez;A Coruña\n'],
	['Windows-1252', 'Portuguese', 'Nome;Cidade\nJoão Simões;São Paulo\nConceição;Évora\n'],
	['Windows-1252', 'Danish', 'Navn;By\nSøren Kjær;Århus\nJørgen Sørensen;København\n'],
	['Windows-1252', 'Swedish', 'Namn;Ort\nÅsa Sjöström;Malmö\nBjörn Ängström;Västerås\n'],
	['Windows-1252', 'English with signs', 'Name;Price\nO’Brien – “The Pub”;€ 100\n'],
	['UTF-8', 'Polish', 'Nazwa;Opiekun\nŁukasz Wójcik;Małgorzata\n'],
	['UTF-16LE', 'Polish', 'Nazwa;Opiekun\nŁukasz Wójcik;Małgorzata\n'],
	['UTF-16BE', 'Russian', 'Название;Сумма\nИван Петров;100\n'],
];

test.each(LISTS)('%s is recognised: %s', (encoding, _, text) => {
	expect(decodeText(encode(text, ENCODINGS[encoding]))).toEqual({ text, encoding });
});

test.each(['UTF-8', 'UTF-16LE', 'UTF-16BE'] as const)(
	'the mark at the beginning tells %s, whatever is chosen, and is no part of the text',
	(encoding) => {
		const bytes = encode('Łukasz', ENCODINGS[encoding], { addBOM: true });
		expect(decodeText(bytes, 'Windows-1252')).toEqual({ text: 'Łukasz', encoding });
	},
);

test('plain letters are UTF-8, an empty text too', () => {
	expect(decodeText(Buffer.from('Name;Amount\nAcme;5\n')).encoding).toBe('UTF-8');
	expect(decodeText(new Uint8Array()).text).toBe('');
});

test('what is chosen counts', () => {
	const bytes = encode('Łódź', 'win1250');
	expect(decodeText(bytes, 'Windows-1250').text).toBe('Łódź');
	expect(decodeText(bytes, 'Windows-1252').text).toBe('£ódŸ');
	expect(() => decodeText(bytes, 'latin7')).toThrow('"latin7" is no encoding of text files.');
});

test('a text in UTF-8 with a few broken bytes stays UTF-8, and what is broken shows', () => {
	const bytes = Buffer.concat([Buffer.from('Łukasz Wójcik; Müller; Dvořák; '), Buffer.from([0xff]), Buffer.from(' Grażyna Żółć')]);
	const { text, encoding } = decodeText(bytes);
	expect([encoding, text]).toEqual(['UTF-8', 'Łukasz Wójcik; Müller; Dvořák; \ufffd Grażyna Żółć']);
	expect([hasUnreadableSign(text), hasUnreadableSign('Żółć – 5 €')]).toEqual([true, false]);
});

test('a byte that stands for nothing in the chosen encoding shows too', () => {
	expect(hasUnreadableSign(decodeText(Uint8Array.of(0x41, 0x81, 0x42), 'Windows-1252').text)).toBe(true);
	expect(hasUnreadableSign(decodeText(Buffer.from('Łódź'), 'Windows-1250').text)).toBe(true);
});

test('the form offers the encodings there are', () => {
	const { options = [] } = readingFields.find(({ name }) => name === 'encoding')!;
	expect(options.map((option) => ('value' in option ? option.value : undefined)).sort()).toEqual(Object.keys(ENCODINGS).sort());
});
