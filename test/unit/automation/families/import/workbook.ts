import { strToU8, zipSync } from 'fflate';

/** A cell of a test workbook, as Excel keeps it. */
export type BookCell = string | number | boolean | null | { serial: number; style?: 'date' | 'dateTime' | 'own' } | { error: string };

const STYLES = { date: 1, dateTime: 2, own: 3 };

/** An Excel file, made of the parts that Excel itself makes. Sheets by name, in their order. */
export function workbook(sheets: Readonly<Record<string, ReadonlyArray<readonly BookCell[]>>>): Uint8Array {
	const names = Object.keys(sheets);
	const files: Record<string, string> = {
		'[Content_Types].xml': xml('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
		'xl/workbook.xml': xml(
			`<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${names
				.map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
				.join('')}</sheets></workbook>`,
		),
		'xl/_rels/workbook.xml.rels': xml(
			`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${names
				.map((_, index) => `<Relationship Id="rId${index + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`)
				.join('')}<Relationship Id="rId99" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
		),
		'xl/styles.xml': xml(
			`<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/></numFmts><cellXfs count="4">${[
				0, 14, 22, 164,
			]
				.map((id) => `<xf numFmtId="${id}" applyNumberFormat="1"/>`)
				.join('')}</cellXfs></styleSheet>`,
		),
	};
	names.forEach((name, index) => (files[`xl/worksheets/sheet${index + 1}.xml`] = sheetXml(sheets[name]!)));
	return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

function xml(body: string): string {
	return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${body}`;
}

/** Blank rows are left out, as Excel does. */
function sheetXml(rows: ReadonlyArray<readonly BookCell[]>): string {
	const lines = rows.map((cells, row) => {
		const inside = cells.map((cell, column) => cellXml(cell, `${String.fromCharCode(65 + column)}${row + 1}`)).join('');
		return inside === '' ? '' : `<row r="${row + 1}">${inside}</row>`;
	});
	return xml(`<worksheet xmlns="${MAIN}"><sheetData>${lines.join('')}</sheetData></worksheet>`);
}

function cellXml(cell: BookCell, at: string): string {
	if (cell === null) return '';
	if (typeof cell === 'string') return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
	if (typeof cell === 'boolean') return `<c r="${at}" t="b"><v>${Number(cell)}</v></c>`;
	if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`;
	if ('error' in cell) return `<c r="${at}" t="e"><f>1/0</f><v>${cell.error}</v></c>`;
	return `<c r="${at}" s="${STYLES[cell.style ?? 'date']}"><v>${cell.serial}</v></c>`;
}

function escaped(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
