import { isBlank } from './coercion';
import { CrmError } from './CrmError';
import type { CrmDocument } from './document';
import { checkSection } from './documentNames';
import { textForm } from './normalForm';
import { plainText } from './plainText';

/** Into which section documents go. What is not given does not matter; what is given must all hold. */
export interface FilingRule {
	/** `*.pdf`, `Contract*`: `*` stands for any text, `?` for one character; upper and lower case alike. */
	namePattern?: string;
	/** `application/pdf`, `image/*` */
	mediaType?: string;
	kind?: string;
	/** Name of the type of the record. */
	recordType?: string;
	section: string;
}

/** Where documents go that no rule is for. */
export const DEFAULT_SECTION = 'General';

export type FiledFacts = Pick<CrmDocument, 'name' | 'mediaType'> & { kind: string | null; recordType: string };

/** The section of the first rule that holds. */
export function sectionFor(rules: readonly FilingRule[], facts: FiledFacts): string {
	return rules.find((rule) => holds(rule, facts))?.section ?? DEFAULT_SECTION;
}

/** Whether the whole text is what the pattern says. Takes time in proportion to the lengths, whatever the pattern. */
export function matchesPattern(pattern: string, text: string): boolean {
	const wanted = [...textForm(pattern)];
	const given = [...textForm(text)];
	let next = 0;
	let at = 0;
	// Where to go on when it turns out that the last star must stand for one character more.
	let retry: { next: number; at: number } | undefined;
	while (at < given.length) {
		const sign = wanted[next];
		if (sign === '*') {
			retry = { next: ++next, at };
		} else if (sign !== undefined && (sign === '?' || sign === given[at])) {
			next++;
			at++;
		} else if (retry !== undefined) {
			next = retry.next;
			at = ++retry.at;
		} else {
			return false;
		}
	}
	return wanted.slice(next).every((sign) => sign === '*');
}

/**
 * Rules as they are stored: trimmed, without what is empty. Throws missingValue, invalidValue for a section that is no
 * name, and for a rule that is never reached because one before it takes every document.
 */
export function checkFilingRules(rules: readonly FilingRule[]): FilingRule[] {
	const checked = rules.map((rule, index): FilingRule => {
		const given = Object.fromEntries(CRITERIA.flatMap((name) => (isBlank(rule[name]) ? [] : [[name, plainText(String(rule[name]))]])));
		try {
			return { ...given, section: checkSection(rule.section) };
		} catch (error) {
			throw error instanceof CrmError
				? new CrmError(error.code, `Filing rule ${index + 1}: ${error.message}`, error.remedy, { index })
				: error;
		}
	});
	const forAll = checked.findIndex((rule) =>
		CRITERIA.every((name) => rule[name] === undefined || (TAKES_ALL.test(rule[name]) && (name === 'namePattern' || name === 'mediaType'))),
	);
	if (forAll >= 0 && forAll < checked.length - 1) {
		throw new CrmError(
			'invalidValue',
			`Filing rule ${forAll + 1} takes every document, so rule ${forAll + 2} is never reached.`,
			'Put the rule for all other documents last, or say what it is for.',
		);
	}
	return checked;
}

const CRITERIA = ['namePattern', 'mediaType', 'kind', 'recordType'] as const;
const TAKES_ALL = /^\*+$/;

function holds({ namePattern, mediaType, kind, recordType }: FilingRule, facts: FiledFacts): boolean {
	return (
		(namePattern === undefined || matchesPattern(namePattern, facts.name)) &&
		(mediaType === undefined || matchesPattern(mediaType, facts.mediaType)) &&
		(kind === undefined || (facts.kind !== null && textForm(kind) === textForm(facts.kind))) &&
		(recordType === undefined || recordType === facts.recordType)
	);
}
