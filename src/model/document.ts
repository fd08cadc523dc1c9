import type { RecordRef } from './record';
import { isBlank } from './coercion';
import { onBehalfOf, type Origin, type WriteContext } from './write';
import { plainText } from './plainText';

/**
 * A file that belongs to a record. Each version of it is one; those with the same record, section and name belong
 * together. The record type `document`: a new one is in the feed like any other change, without its content.
 */
export interface CrmDocument {
	id: string;
	record: RecordRef;
	/** File name: `Contract.pdf`. */
	name: string;
	/** `application/pdf` */
	mediaType: string;
	/** In bytes. */
	size: number;
	/** Like a folder of the record; parts are separated by `/`. */
	section: string;
	/** What it is, in the words of the company: `contract`. */
	kind: string | null;
	tags: string[];
	/** Of the content, in hexadecimal digits. */
	sha256: string;
	/** 1, 2, 3 … among those with the same record, section and name. */
	documentVersion: number;
	/** On whose behalf; null: the system. */
	authorId: string | null;
	/** ISO 8601, UTC. */
	at: string;
	origin: Origin | null;
}

export type DocumentDraft = Pick<CrmDocument, 'record' | 'name' | 'mediaType' | 'section'> &
	Partial<Pick<CrmDocument, 'kind' | 'tags' | 'authorId' | 'origin'>> & { content: Uint8Array };

/** What is stored of a document apart from its content and what follows from its slot. */
type DescribedDocument = Omit<CrmDocument, 'id' | 'documentVersion' | 'size' | 'sha256'>;

/** What the draft becomes, with a default where it says nothing. `at`: ISO 8601, UTC. */
export function newDocument(draft: DocumentDraft, write: WriteContext, at: string): DescribedDocument {
	return {
		record: { type: draft.record.type, id: draft.record.id },
		name: draft.name,
		mediaType: isBlank(draft.mediaType) ? 'application/octet-stream' : plainText(draft.mediaType),
		section: draft.section,
		kind: isBlank(draft.kind) ? null : plainText(draft.kind),
		tags: [...(draft.tags ?? [])],
		authorId: onBehalfOf(draft.authorId, write),
		at,
		origin: draft.origin === undefined ? (write.origin ?? null) : draft.origin,
	};
}

/** Megabytes of 1,000,000 bytes. What is larger belongs on a file server, with a link in the CRM. */
export const DEFAULT_LARGEST_MEGABYTES = 20;
/** More than that, no database of ours takes as one value without trouble. */
export const UTMOST_MEGABYTES = 100;
export const BYTES_PER_MEGABYTE = 1_000_000;

/** Common kinds; others are allowed. */
export const DOCUMENT_KINDS = ['contract', 'invoice', 'offer', 'order', 'report', 'identification'] as const;
