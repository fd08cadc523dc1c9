import { CrmError } from '../model/CrmError';

const VARIABLE = 'CRMFLOW_COUNTRY';

/**
 * The country of the company (ISO 3166: `DE`), whose phone numbers people write without a country code: CRMFLOW_COUNTRY, or the
 * one that has the time zone of n8n (GENERIC_TIMEZONE). Undefined where nothing is known. Throws invalidValue for what is none.
 */
export function companyCountry(environment: NodeJS.ProcessEnv = process.env): string | undefined {
	const given = environment[VARIABLE];
	if (given) return countryOf(given);
	const zone = environment.GENERIC_TIMEZONE || environment.TZ;
	return zone ? (countries.get(zone) ?? remember(zone)) || undefined : undefined;
}

/** By time zone; empty where no country has it. */
const countries = new Map<string, string>();

function remember(zone: string): string {
	const found = twoLetters().find((country) => zonesOf(country).includes(zone)) ?? '';
	countries.set(zone, found);
	return found;
}

function countryOf(given: string): string {
	const country = given.trim().toUpperCase();
	if (/^[A-Z]{2}$/.test(country) && new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(country) !== undefined)
		return country;
	throw new CrmError('invalidValue', `${VARIABLE} is "${given}", which is no country.`, 'Give its two letters, such as DE, PL or US.');
}

/** Node knows the zones of a country, and not the country of a zone. */
function zonesOf(country: string): readonly string[] {
	const locale = new Intl.Locale('und', { region: country }) as Intl.Locale & {
		getTimeZones?(): string[] | undefined;
		timeZones?: string[];
	};
	return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}

function twoLetters(): string[] {
	const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
	return letters.flatMap((first) => letters.map((second) => `${first}${second}`));
}
