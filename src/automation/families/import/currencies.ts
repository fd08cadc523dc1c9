/** How people write currencies in lists, beside their signs and codes. */
const ABBREVIATIONS = new Set([
	'zł',
	'kč',
	'ft',
	'kr',
	'lei',
	'fr',
	'sfr',
	'лв',
	'руб',
	'р',
	'грн',
	'ден',
	'дин',
	'din',
	'rs',
	'us$',
	'a$',
	'c$',
	'r$',
	'nz$',
	'hk$',
]);

const codes = new Set(Intl.supportedValuesOf('currency'));

/** Whether a text beside digits is a currency: a sign, a code such as EUR, or an abbreviation such as zł. */
export function isCurrency(text: string): boolean {
	const bare = text.replace(/\.$/, '');
	return /^\p{Sc}$/u.test(bare) || codes.has(bare.toUpperCase()) || ABBREVIATIONS.has(bare.toLowerCase());
}
