import { CrmError } from '../model/CrmError';

const VARIABLE = 'CRMFLOW_LANGUAGE';

/**
 * The language of the company, as ISO 639 says it (`sv`): CRMFLOW_LANGUAGE, or the language of n8n's own pages. Throws
 * invalidValue for what is no language.
 */
export function companyLanguage(environment: NodeJS.ProcessEnv = process.env): string {
	const given = environment[VARIABLE] || environment.N8N_DEFAULT_LOCALE || 'en';
	try {
		return new Intl.Locale(given.replaceAll('_', '-')).language;
	} catch (cause) {
		if (!environment[VARIABLE]) return 'en';
		throw new CrmError('invalidValue', `${VARIABLE} is "${given}", which is no language.`, 'Give a language such as de, pl or pt-BR.', {
			cause,
		});
	}
}
