import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { insertRows, takeIds } from '../../sql/bulk';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { CrmError, forDraft } from '../../model/CrmError';
import { BYTES_PER_MEGABYTE, UTMOST_MEGABYTES, newDocument, type CrmDocument, type DocumentDraft } from '../../model/document';
import { checkDocumentName, checkSection } from '../../model/documentNames';
import { refKey } from '../../model/record';
import type { WriteContext } from '../../model/write';
import type { DocumentQuery, DocumentStore } from '../Crm';
import type { CrmDialect } from './CrmDialect';
import { DOCUMENT_COLUMNS, documentOf, documentRow } from './documentRows';
import { idNumber, idNumbers } from './ids';
import { isLinkedTo, requireRecords } from './RecordLinks';
import type { CrmTables } from './tables';
import type { Writer, Writing } from './Writer';
import { requireFound } from '../../model/requireFound';

export class SqlDocuments implements DocumentStore {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly dialect: CrmDialect;
	private readonly writer: Writer;

	constructor(database: SqlDatabase<CrmTables>, dialect: CrmDialect, writer: Writer) {
		this.database = database;
		this.dialect = dialect;
		this.writer = writer;
	}

	async create(drafts: ReadonlyArray<DocumentDraft>, context: WriteContext): Promise<CrmDocument[]> {
		return await this.writer.write(context, async (writing) => {
			const checked = drafts.map((draft, index) => forDraft(index, () => checkDocument(draft, writing, context)));
			await requireRecords(
				this.database,
				writing.reference,
				checked.map(({ record }, index) => ({ ...record, index, where: 'document' })),
			);
			const versions = await this.takenVersions(checked);
			const ids = await takeIds(this.database, 'document', drafts.length);
			const documents = checked.map((parts, index): CrmDocument => {
				const slot = slotKey(parts);
				const documentVersion = (versions.get(slot) ?? 0) + 1;
				versions.set(slot, documentVersion);
				return { ...parts, id: String(ids[index]), documentVersion };
			});
			await insertRows(this.database, 'document', DOCUMENT_COLUMNS, documents.map(documentRow));
			// One by one: together they could be more than a statement takes.
			for (const [index, { content }] of drafts.entries())
				await insertRows(this.database, 'document_content', CONTENT_COLUMNS, [[Number(ids[index]), content]]);
			return documents;
		});
	}

	async get(id: string): Promise<CrmDocument | undefined> {
		const row = await this.database
			.db()
			.selectFrom('document')
			.selectAll()
			.where('id', '=', idNumber(id) ?? 0)
			.executeTakeFirst();
		return row === undefined ? undefined : documentOf(row);
	}

	async content(id: string): Promise<Uint8Array | undefined> {
		const row = await this.database
			.db()
			.selectFrom('document_content')
			.select('content')
			.where('document_id', '=', idNumber(id) ?? 0)
			.executeTakeFirst();
		return row?.content;
	}

	async find(query: DocumentQuery): Promise<CrmDocument[]> {
		let select = this.database.db().selectFrom('document').selectAll();
		if (query.ids !== undefined) select = select.where(this.dialect.sql.isOneOf(sql.ref('id'), idNumbers(query.ids)));
		if (query.record) select = select.where(isLinkedTo(query.record));
		if (query.name !== undefined) select = select.where('name', '=', query.name);
		if (query.section !== undefined) select = select.where('section', '=', query.section);
		if (query.kind !== undefined) select = select.where('kind', '=', query.kind);
		if (query.search) select = select.where(this.dialect.textContains(sql.ref('name'), query.search));
		if (query.newestOnly === true) select = select.where(NO_LATER_VERSION);
		// SQLite takes an offset only together with a limit.
		if (query.limit !== undefined || query.offset !== undefined)
			select = select.limit(query.limit ?? Number.MAX_SAFE_INTEGER).offset(query.offset ?? 0);
		return (await select.orderBy('id', 'desc').execute()).map(documentOf);
	}

	async remove(ids: readonly string[], context: WriteContext): Promise<CrmDocument[]> {
		return await this.writer.write(context, async () => {
			const isOneOf = (column: string) => this.dialect.sql.isOneOf(sql.ref(column), idNumbers(ids));
			const known = new Map(
				(await this.database.db().selectFrom('document').selectAll().where(isOneOf('id')).execute()).map((row) => [
					String(row.id),
					documentOf(row),
				]),
			);
			const removed = requireFound('document', ids, known);
			await this.database.db().deleteFrom('document_content').where(isOneOf('document_id')).execute();
			await this.database.db().deleteFrom('document').where(isOneOf('id')).execute();
			return removed;
		});
	}

	async labels(): Promise<{ sections: string[]; kinds: string[] }> {
		const inUse = async (column: 'section' | 'kind') => {
			const { rows } = await sql<{ label: string }>`
				select distinct ${sql.ref(column)} as label from document where ${sql.ref(column)} is not null order by 1`.execute(this.database.db());
			return rows.map(({ label }) => label);
		};
		return { sections: await inUse('section'), kinds: await inUse('kind') };
	}

	/**
	 * The last versions there are, by slot. Another write that attaches to one of these records waits until this one has
	 * ended; otherwise both would give the same number. Always in the same order, so that no two wait for each other.
	 */
	private async takenVersions(documents: ReadonlyArray<DocumentSlot>): Promise<Map<string, number>> {
		for (const key of [...new Set(documents.map(({ record }) => refKey(record)))].sort())
			await this.database.takeTurns(`documents of ${key}`);
		const versions = new Map<string, number>();
		for (const document of documents) {
			const { record, section, name } = document;
			if (versions.has(slotKey(document))) continue;
			const row = await this.database
				.db()
				.selectFrom('document')
				.select('document_version')
				.where('record_type', '=', record.type)
				.where('record_id', '=', Number(record.id))
				.where('section', '=', section)
				.where('name', '=', name)
				.orderBy('document_version', 'desc')
				.limit(1)
				.executeTakeFirst();
			versions.set(slotKey(document), row?.document_version ?? 0);
		}
		return versions;
	}
}

type DocumentSlot = Pick<CrmDocument, 'record' | 'section' | 'name'>;

function slotKey({ record, section, name }: DocumentSlot): string {
	return JSON.stringify([record.type, record.id, section, name]);
}

const CONTENT_COLUMNS = [
	{ name: 'document_id', type: 'integer' as const },
	{ name: 'content', type: 'bytes' as const },
];

const NO_LATER_VERSION = sql<boolean>`not exists (
	select 1 from document as later where later.record_type = document.record_type and later.record_id = document.record_id
	and later.section = document.section and later.name = document.name and later.document_version > document.document_version)`;

function checkDocument(
	draft: DocumentDraft,
	{ reference, at }: Writing,
	context: WriteContext,
): Omit<CrmDocument, 'id' | 'documentVersion'> {
	const { content } = draft;
	const name = checkDocumentName(draft.name);
	if (content.byteLength > UTMOST_MEGABYTES * BYTES_PER_MEGABYTE) {
		throw new CrmError(
			'invalidValue',
			`The document "${name}" has ${content.byteLength} bytes: more than ${UTMOST_MEGABYTES} MB cannot be stored.`,
			'Keep it on a file server, and put a link to it into the CRM.',
		);
	}
	const document = newDocument({ ...draft, name, section: checkSection(draft.section) }, context, at);
	if (document.authorId !== null) reference.requireUser(document.authorId, 'as author of a document');
	return { ...document, size: content.byteLength, sha256: createHash('sha256').update(content).digest('hex') };
}
