/** The encodings with one byte a sign that are told apart by their letters. */
export type SingleByte = 'Windows-1252' | 'Windows-1250' | 'Windows-1251';

/** What a word with an accented letter looks like in each language that is written in an encoding. The most common encoding first. */
export const ALPHABETS: Readonly<Record<SingleByte, readonly RegExp[]>> = {
	'Windows-1252': [
		// German, French, Spanish, Italian, Catalan, Dutch
		latin('äöüß'),
		latin('àâæçéèêëîïôœùûüÿ'),
		latin('áéíóúüñºª'),
		latin('àèéìíîòóùú'),
		latin('àçèéíïòóúü·'),
		latin('áèéêëïíóöúü'),
		// Portuguese, where õ is followed by e
		/^(?!.*õ[^e])(?!.*õ$)[a-záàâãçéêíóôõúü]+$/i,
		// Danish, Norwegian, Swedish and Finnish; Icelandic; Estonian
		latin('åäöæøéàü'),
		latin('áðéíóúýþæö'),
		latin('äõöüšž'),
	],
	'Windows-1250': [
		// Polish; Czech and Slovak; Hungarian; Romanian
		latin('ąćęłńóśźż'),
		latin('áäčďéěíĺľňóôŕřšťúůýž'),
		latin('áéíóöőúüű'),
		latin('ăâîşţ'),
		// Croatian, Slovenian and their neighbours; Albanian; German
		latin('čćđšž'),
		latin('çë'),
		latin('äöüß'),
	],
	// A single letter may be anything.
	'Windows-1251': [/^\p{Script=Cyrillic}{2,}$/u],
};

function latin(letters: string): RegExp {
	return new RegExp(`^[a-z${letters}]+$`, 'i');
}
