import { strFromU8, strToU8, unzipSync, zipSync, type Unzipped } from 'fflate';
import readXlsxFile from 'read-excel-file/universal';
import { CrmError } from '../../../model/CrmError';
import type { Cell } from './table';

export interface Sheet {
	name: string;
	/** From the first row of the sheet on, blank ones too. */
	rows: Cell[][];
}

/** An Excel file is packed; unpacked it may be that large. */
const LARGEST_UNPACKED = 500 * 1024 * 1024;

/** The sheets of an Excel file (.xlsx), in their order. Dates are as shown, in UTC. Throws invalidValue for what is none. */
export async function readXlsx(bytes: Uint8Array, fileName: string): Promise<Sheet[]> {
	const packed = withErrorsAsTexts(unpack(bytes, fileName));
	try {
		// A copy whose memory is its own: the library takes the whole of it.
		const sheets = await readXlsxFile(packed.slice().buffer, { trim: false });
		return sheets.map(({ sheet, data }) => ({ name: sheet, rows: ((data as Cell[][] | undefined) ?? []).map((row) => [...row]) }));
	} catch (error) {
		throw notReadable(fileName, error);
	}
}

function unpack(bytes: Uint8Array, fileName: string): Unzipped {
	let size = 0;
	try {
		return unzipSync(bytes, {
			filter({ name, originalSize }) {
				if (!name.endsWith('.xml') && !name.endsWith('.rels')) return false;
				size += originalSize;
				if (size > LARGEST_UNPACKED) throw tooLarge(fileName);
				return true;
			},
		});
	} catch (error) {
		throw error instanceof CrmError ? error : notReadable(fileName, error);
	}
}

/** The library leaves out cells such as `#REF!`, which would empty fields: it gets them as texts, by which they are refused. */
function withErrorsAsTexts(files: Unzipped): Uint8Array {
	for (const [name, content] of Object.entries(files)) {
		if (!name.startsWith('xl/worksheets/')) continue;
		const text = strFromU8(content);
		const changed = text.replace(/(<c\b[^>]*\bt=)"e"/g, '$1"str"');
		if (changed !== text) files[name] = strToU8(changed);
	}
	return zipSync(files, { level: 0 });
}

function tooLarge(fileName: string): CrmError {
	return new CrmError(
		'invalidValue',
		`"${fileName}" is larger than ${LARGEST_UNPACKED / 1024 / 1024} MB when it is unpacked.`,
		'Split it into several files, or save it as CSV.',
	);
}

function notReadable(fileName: string, cause: unknown): CrmError {
	return new CrmError(
		'invalidValue',
		`"${fileName}" cannot be read as an Excel file.`,
		'Open it in a spreadsheet program and save it as "Excel Workbook (.xlsx)", without a password, or as CSV.',
		{ cause },
	);
}
