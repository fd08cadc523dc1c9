import { CrmError } from '../model/CrmError';

const VARIABLE = 'CRMFLOW_COUNTRY';

/**
 * The country of the company (ISO 3166: `DE`), whose phone numbers people write without a country code: CRMFLOW_COUNTRY.
 * Undefined where it is not set. Throws invalidValue for what is none.
 */
export function companyCountry(environment: NodeJS.ProcessEnv = process.env): string | undefined {
	const given = environment[VARIABLE];
	if (!given) return undefined;
	const country = given.trim().toUpperCase();
	if (/^[A-Z]{2}$/.test(country)) return country;
	throw new CrmError('invalidValue', `${VARIABLE} is "${given}", which is no country.`, 'Give its two letters, such as DE, PL or US.');
}
