import { DOCUMENT_KINDS } from '../../../model/document';
import { DEFAULT_SECTION } from '../../../model/filingRules';
import type { Scope } from '../../engine/Scope';
import { cut, named, offsetOf, PAGE_SIZE, pageOf, type ListPage, type ListRequest } from '../../words/forms/listPage';
import { documentsOf } from '../../words/directory/optionalParts';

/** The last version of each, the last attached first. */
export async function listDocumentNames(scope: Scope, { search, page }: ListRequest): Promise<ListPage> {
	const offset = offsetOf(page);
	const documents = await documentsOf(scope).find({ newestOnly: true, search: search?.trim() || undefined, limit: PAGE_SIZE + 1, offset });
	return cut(
		documents.map(({ id, name, section, record }) => ({
			name: `${section}/${name}`,
			value: id,
			description: `${record.type} ${record.id}`,
		})),
		offset,
	);
}

/** Those that documents and filing rules have. */
export async function listSections(scope: Scope, request: ListRequest): Promise<ListPage> {
	const { sections } = await documentsOf(scope).labels();
	const rules = await scope.companions.filingRules.find();
	return pageOf([...new Set([DEFAULT_SECTION, ...sections, ...rules.map(({ section }) => section)])].sort(byAlphabet).map(named), request);
}

/** Those in use, and common ones. */
export async function listDocumentKinds(scope: Scope, request: ListRequest): Promise<ListPage> {
	const { kinds } = await documentsOf(scope).labels();
	const rules = await scope.companions.filingRules.find();
	return pageOf(
		[...new Set([...DOCUMENT_KINDS, ...kinds, ...rules.flatMap(({ kind }) => kind ?? [])])].sort(byAlphabet).map(named),
		request,
	);
}

function byAlphabet(a: string, b: string): number {
	return a.localeCompare(b);
}
