/** How spreadsheets and people write yes and no, in some languages: Excel saves the words of the language it runs in. */
const YES = ['true', 'yes', 'y', 'x', '✓', '✔', '1', 'wahr', 'ja', 'prawda', 'tak', 'vrai', 'oui', 'verdadero', 'sí', 'si', 'vero', 'sì'];
const NO = ['false', 'no', 'n', '0', 'falsch', 'nein', 'fałsz', 'nie', 'faux', 'non', 'falso', 'não', 'onwaar', 'nee', 'нет', 'ложь'];
const MORE_YES = ['verdadeiro', 'sim', 'waar', 'pravda', 'ano', 'igaz', 'igen', 'да', 'истина'];
const MORE_NO = ['nepravda', 'ne', 'hamis', 'nem'];

const known = new Map([...YES, ...MORE_YES].map((word): [string, boolean] => [word, true]));
for (const word of [...NO, ...MORE_NO]) known.set(word, false);

/** Undefined for what is neither. */
export function yesOrNo(text: string): boolean | undefined {
	return known.get(text.normalize('NFC').trim().toLowerCase());
}
