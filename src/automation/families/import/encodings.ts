/** The encodings a text file can be read with, by the name people know; the value is what iconv-lite calls it. */
export const ENCODINGS = {
	'UTF-8': 'utf8',
	'UTF-16LE': 'utf16le',
	'UTF-16BE': 'utf16be',
	'Windows-1250': 'win1250',
	'Windows-1251': 'win1251',
	'Windows-1252': 'win1252',
	'Windows-1253': 'win1253',
	'Windows-1254': 'win1254',
	'Windows-1257': 'win1257',
	'ISO-8859-2': 'iso88592',
	'IBM-852': 'cp852',
	Macintosh: 'macintosh',
} as const;

export type EncodingName = keyof typeof ENCODINGS;
