/*
 * Outside of the built-in CRM a version is a text that nobody computes with. In its tables it is a whole number that grows by
 * one with every change, so that a change by another program can count it too.
 */

/** Of what was just made. */
export const FIRST_VERSION = '1';

export function nextVersion(version: string): string {
	return String(Number(version) + 1);
}
