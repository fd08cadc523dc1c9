import fc from 'fast-check';
import { DateTime } from 'luxon';
import { plainText } from '../../../src/model/plainText';
import { COLORS, TAGS } from '../../contract/support/schema';
import { CLINICS, DOCTORS, emailOf } from './fillVisits';

/** Two ways to write values of one field, and whether they mean the same. */
export interface Pair {
	typed: unknown;
	other: unknown;
	/** Absent: what the normal forms say holds. */
	same?: boolean;
}

/** Fields of the type `visit`: one of every kind, and those that every record has. */
export function pairsByField(): Readonly<Record<string, fc.Arbitrary<Pair>>> {
	return {
		title: pairsOf(words(), looseText, (text) => `${text}x`),
		note: pairsOf(words(), looseText, (text) => `${text}x`),
		body: pairsOf(words(), looseText, (text) => `x ${text}`),
		externalId: pairsOf(words(), tightText, (text) => `${text}0`),
		email: pairsOf(addresses(), looseEmail, (text) => `x${text}`),
		website: pairsOf(sites(), looseSite, (text) => `x${text}`),
		phone: pairsOf(phones(), loosePhone, (text) => `${text.slice(0, -1)}${(Number(text.at(-1)) + 1) % 10}`),
		distance: pairsOf(numbers(), looseNumber, (number) => number + 1),
		price: pairsOf(numbers(), looseNumber, (number) => number + 1),
		urgent: pairsOf(fc.boolean(), looseBoolean, (value) => !value),
		day: pairsOf(days(), looseDay, (day) => DateTime.fromISO(day).plus({ days: 1 }).toISODate()!),
		startsAt: pairsOf(moments(), looseMoment, (moment) => moment + 60_000),
		color: pairsOf(fc.constantFrom(...COLORS), looseText, next(COLORS)),
		tags: pairsOf(fc.constantFrom(...TAGS), looseText, next(TAGS)).map(({ typed, other, same }) => ({
			typed: [typed],
			other: [other],
			same,
		})),
		doctor: pairsOf(fc.constantFrom(...DOCTORS), looseDoctor, next(DOCTORS)),
		clinic: pairsOf(fc.constantFrom(...CLINICS), looseText, next(CLINICS)),
		stage: pairsOf(fc.constantFrom('Planned', 'Going', 'Paid'), looseText, next(['Planned', 'Going', 'Paid'])),
		pipeline: pairsOf(fc.constantFrom('Visiting', 'Follow-up'), looseText, next(['Visiting', 'Follow-up'])),
	};
}

function pairsOf<T>(values: fc.Arbitrary<T>, loose: (value: T) => fc.Arbitrary<unknown>, different: (value: T) => T): fc.Arbitrary<Pair> {
	return values.chain((value) =>
		fc.oneof(
			{ weight: 3, arbitrary: fc.record({ typed: loose(value), other: loose(value), same: fc.constant(true) }) },
			{ weight: 1, arbitrary: fc.record({ typed: loose(value), other: loose(different(value)), same: fc.constant(false) }) },
			{ weight: 1, arbitrary: fc.record({ typed: loose(value), other: values.chain(loose) }) },
		),
	);
}

function next<T>(all: readonly T[]): (value: T) => T {
	return (value) => all[(all.indexOf(value) + 1) % all.length]!;
}

// ---- Texts

const WORDS =
	'Acme GmbH Łódź Zoë élan Straße Söhne Москва 東京 Ωmega İzmir ΟΔΟΣ ﬁne O’Neil 100% a_b [1] \\ " \' 👩‍👩‍👧 می‌خواهم 🇩🇪 C++ 0012 Ⅷ ǅ ß ſ K {{x}} constructor null -- ;'.split(
		' ',
	);
const SPACES = [' ', '\t', '\u00a0', '\u3000', '\u2009', '\n'];
const UNSEEN = ['\u200b', '\ufeff', '\u00ad', '\u200e', '\u2060', '\u0007'];

function words(): fc.Arbitrary<string> {
	const word = fc.oneof(fc.constantFrom(...WORDS), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }));
	return fc
		.array(word, { minLength: 1, maxLength: 4 })
		.map((list) => list.join(' '))
		.filter((text) => /[\p{L}\p{N}]/u.test(text) && [...text].every(hasKnownCase));
}

/** Of letters with two cases that came to Unicode after 2017, a database may know one form only: it depends on its ICU. */
function hasKnownCase(sign: string): boolean {
	return sign.toLowerCase() === sign.toUpperCase() || /[ -\u058f\u1e00-\u1fff\uff21-\uff5a]/.test(sign);
}

/** As `note` and names are read: neither case nor the number of spaces tells two apart. */
function looseText(text: string): fc.Arbitrary<string> {
	return changed(text, [otherCase, moreSpaces, ...TIGHT]);
}

/** As ids of other programs are read. */
function tightText(text: string): fc.Arbitrary<string> {
	return changed(text, TIGHT);
}

type Change = (text: string) => fc.Arbitrary<string>;

const TIGHT: readonly Change[] = [
	(text) => fc.constantFrom(text.normalize('NFD'), text.normalize('NFC')),
	(text) => fc.tuple(fc.constantFrom(...SPACES, ''), fc.constantFrom(...SPACES, '')).map(([before, behind]) => `${before}${text}${behind}`),
	(text) =>
		fc.tuple(fc.nat([...text].length), fc.constantFrom(...UNSEEN)).map(([at, sign]) => {
			const signs = [...text];
			return [...signs.slice(0, at), sign, ...signs.slice(at)].join('');
		}),
];

/** Where the other case leads back to it: a ligature becomes two letters, and how a sigma is written depends on its place. */
function otherCase(text: string): fc.Arbitrary<string> {
	const lower = plainText(text).toLowerCase();
	return fc.constantFrom(...[text.toUpperCase(), text.toLowerCase()].filter((cased) => plainText(cased).toLowerCase() === lower), text);
}

function moreSpaces(text: string): fc.Arbitrary<string> {
	return fc.constantFrom(text.replaceAll(' ', '  '), text.replaceAll(' ', '\u00a0'), text.replaceAll(' ', ' \u2009 '));
}

function changed(text: string, changes: readonly Change[]): fc.Arbitrary<string> {
	return fc
		.array(fc.constantFrom(...changes), { maxLength: 3 })
		.chain((list) => list.reduce<fc.Arbitrary<string>>((made, change) => made.chain(change), fc.constant(text)));
}

// ---- Addresses and numbers

function addresses(): fc.Arbitrary<string> {
	const local = fc.stringMatching(/^[a-z][a-z0-9+_'-]{0,6}(\.[a-z0-9]{1,4})?$/);
	return fc.tuple(local, fc.constantFrom('example.com', 'müller.example', 'sub.acme.example')).map((parts) => parts.join('@'));
}

function looseEmail(address: string): fc.Arbitrary<string> {
	const around: Change = (text) => fc.constantFrom(`mailto:${text}`, `Anna Berg <${text}>`, `<${text}>`, `${text},`, `(${text})`, text);
	return changed(address, [otherCase])
		.chain(around)
		.chain((text) => changed(text, TIGHT));
}

function sites(): fc.Arbitrary<string> {
	const path = fc.constantFrom('', '/en', '/a/b?x=1', '/über#top', '/x?u=https://www.y.example/');
	return fc
		.tuple(fc.stringMatching(/^[a-z][a-z0-9-]{0,6}$/), fc.constantFrom('.com', '.example', '.co.uk'), path)
		.map((parts) => parts.join(''));
}

function looseSite(site: string): fc.Arbitrary<string> {
	const before = fc.constantFrom('', 'www.', 'http://', 'https://', 'https://www.');
	const behind = fc.constantFrom('', '/');
	return fc
		.tuple(before, behind)
		.map(([scheme, slash]) => `${scheme}${site}${slash}`)
		.chain((text) => changed(text, [otherCase, ...TIGHT]));
}

/** Numbers of the company's country and of others, in the form E.164. */
function phones(): fc.Arbitrary<string> {
	const german = fc.stringMatching(/^\+49(30|89|171)[1-9][0-9]{6}$/);
	const others = fc.constantFrom('+48221234567', '+12025550123', '+442079460123', '+33142685300', '+390612345678');
	return fc.oneof(german, others);
}

function loosePhone(number: string): fc.Arbitrary<string> {
	const isGerman = number.startsWith('+49');
	const starts = [number, `00${number.slice(1)}`, `tel:${number}`, ...(isGerman ? [`0${number.slice(3)}`] : [])];
	return fc
		.tuple(fc.constantFrom(...starts), fc.constantFrom('', ' ', '-', '.', '/', '\u2011'), fc.integer({ min: 2, max: 4 }))
		.map(([start, sign, size]) => start.replace(/\d+$/, (digits) => grouped(digits, sign, size)))
		.chain((text) => changed(text, TIGHT));
}

function grouped(digits: string, sign: string, size: number): string {
	const start = digits.slice(0, 4);
	return [start, ...(digits.slice(4).match(new RegExp(`.{1,${size}}`, 'g')) ?? [])].join(sign);
}

function numbers(): fc.Arbitrary<number> {
	return fc.oneof(
		fc.integer(),
		fc.integer({ min: -1e9, max: 1e9 }).map((cents) => cents / 100),
		fc.constantFrom(0, 0.1 + 0.2, 1e14, 999_999_999_999),
	);
}

function looseNumber(number: number): fc.Arbitrary<unknown> {
	const text = String(number);
	const longer = !text.includes('.') && !text.includes('e') ? `${text}.0` : text;
	const known = digitCount(number) > 15 ? [number] : [number, text, ` ${text}\u00a0`, longer, `\u200b${text}`];
	return fc.constantFrom<unknown>(...known);
}

function digitCount(number: number): number {
	return String(number).replace(/\D/g, '').length;
}

function looseBoolean(value: boolean): fc.Arbitrary<unknown> {
	return fc.constantFrom<unknown>(...(value ? [true, 'true', ' TRUE', 'Yes', '1', 1] : [false, 'false', 'FALSE\u00a0', 'no', '0', 0]));
}

function days(): fc.Arbitrary<string> {
	return fc
		.integer({ min: 0, max: 60_000 })
		.map((count) => DateTime.fromISO('1950-01-01', { zone: 'utc' }).plus({ days: count }).toISODate()!);
}

function looseDay(day: string): fc.Arbitrary<unknown> {
	const serial = DateTime.fromISO(day, { zone: 'utc' }).diff(DateTime.fromISO('1899-12-30', { zone: 'utc' }), 'days').days;
	return fc.constantFrom<unknown>(
		day,
		` ${day}\u200b`,
		day.replaceAll('-', ''),
		`${day}T00:00:00.000Z`,
		`${day}T00:00`,
		`${day} 00:00:00`,
		new Date(`${day}T00:00:00.000Z`),
		DateTime.fromISO(day, { zone: 'Europe/Warsaw' }),
		serial,
		String(serial),
	);
}

/** Milliseconds since 1970, on a whole second. */
function moments(): fc.Arbitrary<number> {
	return fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000);
}

function looseMoment(moment: number): fc.Arbitrary<unknown> {
	const at = DateTime.fromMillis(moment, { zone: 'utc' });
	return fc.constantFrom<unknown>(
		at.toISO(),
		at.toISO({ suppressMilliseconds: true }),
		at.setZone('Asia/Kolkata').toISO(),
		at.setZone('Europe/Warsaw').toISO(),
		` ${at.toISO()}\u00a0`,
		at.toISO()!.replace('T', ' '),
		at.toISO({ format: 'basic' }),
		at,
		new Date(moment),
	);
}

/** By name, or by address. */
function looseDoctor(name: (typeof DOCTORS)[number]): fc.Arbitrary<string> {
	return fc.oneof(looseText(name), looseEmail(emailOf(DOCTORS.indexOf(name))));
}
