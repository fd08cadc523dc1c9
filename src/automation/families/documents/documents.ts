import type { DocumentQuery, DocumentStore } from '../../../crm/Crm';
import { isBlank } from '../../../model/coercion';
import { CrmError, recordNotFound } from '../../../model/CrmError';
import { BYTES_PER_MEGABYTE, DEFAULT_LARGEST_MEGABYTES, UTMOST_MEGABYTES, type CrmDocument } from '../../../model/document';
import { checkDocumentName } from '../../../model/documentNames';
import { sectionFor } from '../../../model/filingRules';
import { refKey } from '../../../model/record';
import { Directory } from '../../words/directory/directory';
import { documentsOf } from '../../words/directory/optionalParts';
import type { Operation } from '../../engine/effects/Operation';
import { outputOf, type Output } from '../../../model/output';
import { recordsByRef } from '../../words/reading/readRecords';
import type { Scope } from '../../engine/Scope';
import { originAt } from '../../engine/effects/origin';
import { readTitles } from '../../words/output/titles';
import type { AttachDocumentInput, DeleteDocumentInput, SaveFilingRulesInput } from './inputs';
import { plainText } from '../../../model/plainText';

export type DocumentOutput = Output & { id: string; name: string };
export type DeletedDocumentOutput = Output & { deleted: true };

export interface DocumentFilter extends Pick<DocumentQuery, 'record' | 'section' | 'kind' | 'search' | 'limit'> {
	/** Older versions too. */
	allVersions?: boolean;
}

/** The result is about the document, without what is in it. Throws notFound, missingValue, invalidValue. */
export const attachDocuments: Operation<AttachDocumentInput, DocumentOutput> = {
	name: 'document.attach',
	writes: 'crm',
	target: ({ record, name }) => [record, name],
	async perform(scope, inputs, write) {
		const store = documentsOf(scope);
		const records = await recordsByRef(
			scope.crm,
			inputs.map(({ record }) => record),
		);
		const rules = await scope.companions.filingRules.find();
		const attached: CrmDocument[] = [];
		for (const input of inputs) {
			const name = checkDocumentName(input.name);
			const kind = isBlank(input.kind) ? null : plainText(input.kind);
			const section = isBlank(input.section)
				? sectionFor(rules, { name, mediaType: input.mediaType, kind, recordType: input.record.type })
				: input.section;
			const content = await readFile(scope, input.file);
			checkSize(name, content.byteLength, input.largestMegabytes ?? DEFAULT_LARGEST_MEGABYTES);
			const draft = {
				record: input.record,
				name,
				mediaType: input.mediaType,
				section,
				kind,
				tags: input.tags,
				content,
				origin: originAt(write, records.get(refKey(input.record))),
			};
			attached.push(...(await store.create([draft], write)));
		}
		return await presentDocuments(scope, attached);
	},
};

/** `document`: the one that was named; `otherVersions`: those that went with it. For good. Throws notFound. */
export const deleteDocuments: Operation<DeleteDocumentInput, DeletedDocumentOutput> = {
	name: 'document.delete',
	writes: 'crm',
	target: ({ document, allVersions }) => [document, allVersions],
	async perform(scope, inputs, write) {
		const store = documentsOf(scope);
		const others: CrmDocument[][] = [];
		for (const { document, allVersions } of inputs) others.push(allVersions ? await otherVersions(store, document) : []);
		const ids = inputs.flatMap(({ document }, index) => [document, ...others[index]!.map(({ id }) => id)]);
		const removed = new Map((await store.remove([...new Set(ids)], write)).map((document) => [document.id, document]));
		const shown = await presentDocuments(
			scope,
			inputs.map(({ document }) => removed.get(document)!),
		);
		return shown.map((document, index) => {
			const versions = others[index]!.map(({ id, documentVersion }) => ({ type: 'document', id, documentVersion }));
			return { deleted: true, type: 'document', id: document.id, document, otherVersions: versions };
		});
	},
};

async function readFile({ files }: Scope, reference: string): Promise<Uint8Array> {
	if (files !== undefined) return await files.read(reference);
	throw new CrmError(
		'unsupported',
		`The file "${reference}" cannot be read here.`,
		'Attach it in a workflow, in the node that has the file.',
	);
}

async function otherVersions(store: DocumentStore, id: string): Promise<CrmDocument[]> {
	const document = await store.get(id);
	if (document === undefined) throw recordNotFound('document', id);
	const { record, section, name } = document;
	return (await store.find({ record, section, name })).filter((version) => version.id !== id);
}

/** Instead of those there were. Throws missingValue, invalidValue, notFound. */
export const saveFilingRules: Operation<SaveFilingRulesInput, Output> = {
	name: 'filingRule.save',
	writes: 'crm',
	target: () => [],
	async perform(scope, inputs, write) {
		const outputs: Output[] = [];
		for (const { rules } of inputs) outputs.push(outputOf({ rules: await scope.companions.filingRules.save(rules, write) }));
		return outputs;
	},
};

/** In their order, which decides; `position` counts from 1. What a rule does not look at is null. */
export async function listFilingRules(scope: Scope): Promise<Output[]> {
	const rules = await scope.companions.filingRules.find();
	return rules.map(({ namePattern = null, mediaType = null, kind = null, recordType = null, section }, index) => ({
		position: index + 1,
		namePattern,
		mediaType,
		kind,
		recordType,
		section,
	}));
}

/** The last attached first, without what is in them. */
export async function listDocuments(scope: Scope, { allVersions = false, ...query }: DocumentFilter): Promise<DocumentOutput[]> {
	return await presentDocuments(scope, await documentsOf(scope).find({ ...query, newestOnly: !allVersions }));
}

/** Throws notFound. */
export async function getDocument(scope: Scope, id: string): Promise<DocumentOutput> {
	const document = await documentsOf(scope).get(id);
	if (document === undefined) throw recordNotFound('document', id);
	return (await presentDocuments(scope, [document]))[0]!;
}

/** Throws notFound. */
export async function documentContent(scope: Scope, { id, name }: { id: string; name: string }): Promise<Uint8Array> {
	const content = await documentsOf(scope).content(id);
	if (content !== undefined) return content;
	throw new CrmError('notFound', `The document "${name}" has no content any more.`, 'Attach the file again.');
}

function checkSize(name: string, size: number, largest: number): void {
	if (!(largest > 0 && largest <= UTMOST_MEGABYTES)) {
		throw new CrmError('invalidValue', `"Largest Size" is ${String(largest)} MB.`, `Give more than 0 and at most ${UTMOST_MEGABYTES} MB.`);
	}
	if (size <= largest * BYTES_PER_MEGABYTE) return;
	const shown = (size / BYTES_PER_MEGABYTE).toFixed(1);
	throw new CrmError(
		'invalidValue',
		`The document "${name}" has ${shown} MB: more than the limit of ${largest} MB.`,
		'Raise "Largest Size (MB)" of this step, or keep the file elsewhere and put a link into the record.',
	);
}

async function presentDocuments(scope: Scope, documents: readonly CrmDocument[]): Promise<DocumentOutput[]> {
	const directory = new Directory(scope);
	const people = await directory.people();
	const titles = await readTitles(
		scope.crm,
		directory,
		documents.map(({ record }) => record),
	);
	return documents.map(({ id, name, section, kind, mediaType, size, documentVersion, tags, sha256, record, authorId, at, origin }) => ({
		id,
		type: 'document',
		name,
		section,
		kind,
		mediaType,
		size,
		documentVersion,
		tags,
		sha256,
		record: titles.linkTo(record),
		author: people.nameOf(authorId),
		authorId,
		at,
		origin: origin === null ? null : outputOf(origin),
	}));
}
