import { createHash } from 'node:crypto';
import { BYTES_PER_MEGABYTE, UTMOST_MEGABYTES, type CrmDocument, type DocumentDraft } from '../../../src/model/document';
import type { ContractSubject } from '../support/ContractSubject';
import { changesOf } from '../support/feed';
import { expectRefusal } from '../support/refusal';
import { NOBODY, only, openFor, ORIGIN, refOf } from '../support/World';

/** Files of records. */
export function describeDocuments(subject: ContractSubject): void {
	if (subject.lacks.includes('documents')) return;
	describe('documents', () => {
		const world = openFor(subject);
		const documents = () => world.crm.documents!;
		const bytes = (text: string) => new TextEncoder().encode(text);
		const read = async ({ id }: Pick<CrmDocument, 'id'>) => {
			const content = await documents().content(id);
			return content === undefined ? undefined : Buffer.from(content);
		};
		const draftFor = async (more: Partial<DocumentDraft> = {}): Promise<DocumentDraft> => {
			return {
				record: refOf(await world.visit()),
				name: 'Contract.pdf',
				mediaType: 'application/pdf',
				section: 'Contracts',
				content: bytes('content'),
				...more,
			};
		};
		const attach = async (draft: DocumentDraft) => only(await documents().create([draft], NOBODY));

		it('every part is kept, and each byte, also over a restart', async () => {
			const content = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256);
			const authorId = (await world.user()).id;
			const draft = await draftFor({
				name: 'Umowa Łódź 🚀.pdf',
				section: 'Contracts/2026',
				kind: 'contract',
				tags: ['signed', 'o’clock'],
				authorId,
				origin: ORIGIN,
				content,
			});
			const at = world.clock.advance();
			const document = await attach(draft);
			const { content: _, ...rest } = draft;
			expect(document).toEqual({
				...rest,
				id: expect.any(String),
				size: 70_000,
				sha256: createHash('sha256').update(content).digest('hex'),
				documentVersion: 1,
				at,
			});
			await world.reopen();
			expect(await documents().get(document.id)).toEqual(document);
			expect(await read(document)).toEqual(Buffer.from(content));
		});

		it('an empty file, and one of several megabytes', async () => {
			const large = Buffer.alloc(12_000_000, 'x');
			const draft = await draftFor();
			const [none, much] = await documents().create(
				[
					{ ...draft, name: 'empty', content: new Uint8Array() },
					{ ...draft, name: 'large', content: large },
				],
				NOBODY,
			);
			expect([none!.size, (await read(none!))?.length, much!.size, (await read(much!))?.equals(large)]).toEqual([0, 0, 12_000_000, true]);
		});

		it('an unknown id gives nothing', async () => {
			for (const unknown of ['987654321', '', 'abc', "' OR 1=1 --"]) {
				expect(await documents().get(unknown)).toBeUndefined();
				expect(await documents().content(unknown)).toBeUndefined();
			}
		});

		it('the same name in the same section makes the next version, and the one before is kept', async () => {
			const draft = await draftFor();
			const first = await attach(draft);
			const [second, third] = await documents().create(
				[
					{ ...draft, content: bytes('second') },
					{ ...draft, content: bytes('third') },
				],
				NOBODY,
			);
			const others = await documents().create(
				[
					{ ...draft, section: 'Drafts' },
					{ ...draft, name: 'contract.pdf' },
					{ ...draft, record: refOf(await world.visit()) },
				],
				NOBODY,
			);
			expect([first, second!, third!, ...others].map(({ documentVersion }) => documentVersion)).toEqual([1, 2, 3, 1, 1, 1]);
			expect((await read(first))?.toString()).toBe('content');
			expect((await read(third!))?.toString()).toBe('third');
			expect((await documents().find({ record: draft.record, name: draft.name, section: draft.section })).map(({ id }) => id)).toEqual([
				third!.id,
				second!.id,
				first.id,
			]);
			expect(
				(await documents().find({ record: draft.record, name: draft.name, section: draft.section, newestOnly: true })).map(({ id }) => id),
			).toEqual([third!.id]);
		});

		it('two who attach the same name at the same moment make two versions', async () => {
			const draft = await draftFor();
			const another = (await world.openAnother()).crm.documents!;
			const made = await Promise.all(
				Array.from({ length: 6 }, async (_, index) => only(await (index % 2 === 0 ? documents() : another).create([draft], NOBODY))),
			);
			expect(made.map(({ documentVersion }) => documentVersion).sort()).toEqual([1, 2, 3, 4, 5, 6]);
		});

		it('a new one is in the feed without its content', async () => {
			const draft = await draftFor({ kind: 'contract', tags: ['a'], content: bytes('secret words') });
			let document: CrmDocument;
			const changes = await changesOf(world.feed, async () => (document = only(await documents().create([draft], { origin: ORIGIN }))));
			const { name, mediaType, section, kind, size, sha256 } = document!;
			expect(only(changes)).toMatchObject({
				kind: 'created',
				ref: { type: 'document', id: document!.id },
				origin: ORIGIN,
				after: {
					name,
					mediaType,
					section,
					kind,
					size,
					sha256,
					documentVersion: 1,
					tags: ['a'],
					record: `visit/${draft.record.id}`,
					author: null,
				},
			});
			expect(JSON.stringify(changes)).not.toContain('secret');
			expect(await world.crm.get({ type: 'document', id: document!.id })).toMatchObject({ values: only(changes).after });
		});

		it('are found by record, section, kind and a part of the name, the last attached first', async () => {
			const draft = await draftFor();
			const [one, two, three] = await documents().create(
				[
					draft,
					{ ...draft, name: 'Ärger 100%.txt', section: 'Letters', kind: 'letter' },
					{ ...draft, name: 'Contract draft.txt', kind: 'contract' },
				],
				NOBODY,
			);
			await attach(await draftFor());
			const found = async (query: object) => (await documents().find({ record: draft.record, ...query })).map(({ id }) => id);
			expect(await found({})).toEqual([three!.id, two!.id, one!.id]);
			expect(await found({ limit: 1, offset: 1 })).toEqual([two!.id]);
			expect(await found({ offset: 2 })).toEqual([one!.id]);
			expect(await found({ section: 'Letters' })).toEqual([two!.id]);
			expect(await found({ kind: 'contract' })).toEqual([three!.id]);
			expect(await found({ search: 'CONTRACT' })).toEqual([three!.id, one!.id]);
			expect(await found({ search: 'ärger 100%' })).toEqual([two!.id]);
			expect(await found({ search: '%' })).toEqual([two!.id]);
			const labels = await documents().labels();
			expect(labels.sections).toEqual(expect.arrayContaining(['Contracts', 'Letters']));
			expect(labels.kinds).toEqual(expect.arrayContaining(['contract', 'letter']));
			expect(labels.sections).toEqual([...new Set(labels.sections)]);
		});

		it('removed for good, with what was in them', async () => {
			const draft = await draftFor();
			const [one, two] = await documents().create([draft, draft], NOBODY);
			await expectRefusal(documents().remove([one!.id, '987654321'], NOBODY), 'notFound', '987654321');
			expect(await documents().get(one!.id)).toEqual(one);
			const rows = (await world.countRows())['document_content'];
			const changes = await changesOf(world.feed, async () => expect(await documents().remove([one!.id], NOBODY)).toEqual([one]));
			expect(only(changes)).toMatchObject({ kind: 'deleted', ref: { type: 'document', id: one!.id }, before: { name: one!.name } });
			expect([await documents().get(one!.id), await read(one!)]).toEqual([undefined, undefined]);
			if (rows !== undefined) expect((await world.countRows())['document_content']).toBe(rows - 1);
			expect((await read(two!))?.toString()).toBe('content');
		});

		it.each([
			['record', { record: { type: 'visit', id: '987654321' } }, 'notFound', '987654321'],
			['record type', { record: { type: 'spaceship', id: '1' } }, 'notFound', 'spaceship'],
			['author', { authorId: '987654321' }, 'notFound', '987654321'],
			['empty name', { name: ' ' }, 'missingValue', 'name'],
			['name with a path', { name: '../secret' }, 'invalidValue', '../secret'],
			['name with a control character', { name: 'a\u0000b' }, 'invalidValue', 'a·b'],
			['empty section', { section: '' }, 'missingValue', 'section'],
			['section that leads out', { section: 'a/../b' }, 'invalidValue', 'a/../b'],
			[
				'content that is too large',
				{ content: { byteLength: UTMOST_MEGABYTES * BYTES_PER_MEGABYTE + 1 } as Uint8Array },
				'invalidValue',
				`${UTMOST_MEGABYTES} MB`,
			],
		] as const)('a wrong one is refused, and none is kept: %s', async (_, bad, code, naming) => {
			const draft = await draftFor();
			const rows = await world.countRows();
			const changes = await changesOf(world.feed, async () => {
				await expectRefusal(documents().create([draft, { ...draft, ...bad }], NOBODY), code, naming);
			});
			expect(changes).toEqual([]);
			expect(await world.countRows()).toEqual(rows);
		});
	});
}
