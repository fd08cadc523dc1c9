/** Text of n8n's descriptions as Markdown. Of a link that does something in the editor only the words are kept. */
function markdown(text: string): string {
	return text
		.replace(/<a\s[^>]*href="([^"]*)"[^>]*>(.*?)<\/a>/g, '[$2]($1)')
		.replace(/<a\s[^>]*>(.*?)<\/a>/g, '$1')
		.replace(/<\/?code>/g, '`')
		.replace(/<\/?(b|strong)>/g, '**')
		.replace(/<br\s*\/?>/g, ' ');
}

export function sentence(text = ''): string {
	return text === '' ? '' : `${markdown(text).replace(/\.$/, '')}.`;
}

/** In a cell of a table. */
export function cell(text: string): string {
	return markdown(text)
		.replaceAll('|', '\\|')
		.replace(/\s*\n\s*/g, ' ');
}

export function row(cells: readonly string[]): string {
	return `| ${cells.join(' | ')} |`;
}

/** Further lines in a cell. */
export function lines(parts: readonly string[]): string {
	return parts.filter((part) => part !== '').join('<br>');
}
