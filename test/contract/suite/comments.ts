import type { CommentQuery, CommentStore } from '../../../src/crm/Crm';
import type { ContractSubject } from '../support/ContractSubject';
import { expectRefusal } from '../support/refusal';
import { NOBODY, only, openFor, ORIGIN, refOf } from '../support/World';

/** What people say about records. */
export function describeComments(subject: ContractSubject): void {
	describe('comments', () => {
		const world = openFor(subject);

		if (subject.lacks.includes('comments')) {
			it('there are no comments', () => {
				expect(world.crm.comments).toBeUndefined();
			});
			return;
		}

		const store = (): CommentStore => world.crm.comments!;
		const texts = async (query: CommentQuery) => (await store().find(query)).map((comment) => comment.text);

		it('a comment of which only record and text are given is by the system and mentions nobody', async () => {
			const record = refOf(await world.visit());
			const at = world.clock.advance();
			const comment = only(await store().create([{ record, text: 'Well done.' }], NOBODY));
			expect(comment).toEqual({ id: expect.any(String), record, text: 'Well done.', authorId: null, mentionIds: [], at, origin: null });
			expect(await store().find({ record })).toEqual([comment]);
		});

		it('every part of a comment is kept, also over a restart; who is mentioned twice is mentioned once', async () => {
			const [author, ada, bo] = [(await world.user()).id, (await world.user()).id, (await world.user()).id];
			const record = { type: 'task', id: (await world.task()).id };
			const text = 'Zażółć 🙂 “quoted”; DROP TABLE comment\n'.repeat(2_500);
			const comment = only(await store().create([{ record, text, authorId: author, mentionIds: [bo, ada, bo] }], { origin: ORIGIN }));
			expect(comment).toMatchObject({ record, text, authorId: author, mentionIds: [bo, ada], origin: ORIGIN });
			await world.reopen();
			expect(await store().find({ record })).toEqual([comment]);
		});

		it('without an author it is by who writes', async () => {
			const actor = (await world.user()).id;
			const record = refOf(await world.visit());
			const comments = await store().create(
				[
					{ record, text: 'mine' },
					{ record, text: 'nobody’s', authorId: null },
				],
				{ actor },
			);
			expect(comments.map(({ authorId }) => authorId)).toEqual([actor, null]);
		});

		it('comments come back in the order of the drafts and are listed newest first', async () => {
			const record = refOf(await world.visit());
			expect(
				(
					await store().create(
						['c', 'a', 'b'].map((text) => ({ record, text })),
						NOBODY,
					)
				).map(({ text }) => text),
			).toEqual(['c', 'a', 'b']);
			world.clock.advance();
			await store().create([{ record, text: 'newest' }], NOBODY);
			expect(await texts({ record, limit: 1 })).toEqual(['newest']);
			expect(await texts({ record })).toHaveLength(4);
			expect(await store().create([], NOBODY)).toEqual([]);
		});

		it('comments are listed by record, author and time, both ends included', async () => {
			const [one, two] = [refOf(await world.visit()), refOf(await world.visit())];
			const authorId = (await world.user()).id;
			const times: string[] = [];
			for (const draft of [
				{ record: one, text: '1', authorId },
				{ record: two, text: '2', authorId },
				{ record: one, text: '3' },
			]) {
				times.push(world.clock.advance());
				await store().create([draft], NOBODY);
			}
			expect(await texts({ record: one })).toEqual(['3', '1']);
			expect(await texts({ authorId })).toEqual(['2', '1']);
			expect(await texts({ authorId, record: one })).toEqual(['1']);
			expect(await texts({ record: one, from: times[1]!, until: times[2]! })).toEqual(['3']);
			expect(await texts({ authorId, from: times[0]!, until: times[1]! })).toEqual(['2', '1']);
			expect(await texts({ authorId, until: times[0]! })).toEqual(['1']);
			expect(await texts({ record: { type: 'permit', id: one.id } })).toEqual([]);
		});

		it.each([
			['record', { record: { type: 'visit', id: '987654321' } }, 'notFound', '987654321'],
			['record type', { record: { type: 'spaceship', id: '1' } }, 'notFound', 'spaceship'],
			['author', { authorId: '987654321' }, 'notFound', '987654321'],
			['mentioned person', { mentionIds: ['987654321'] }, 'notFound', '987654321'],
			['text', { text: '' }, 'missingValue', 'Comment'],
		] as const)('a wrong %s is refused, and then no comment is added', async (_, bad, code, naming) => {
			const record = refOf(await world.visit());
			const drafts = [
				{ record, text: 'before' },
				{ record, text: 'bad', ...bad, mentionIds: [...('mentionIds' in bad ? bad.mentionIds : [])] },
				{ record, text: 'after' },
			];
			await expectRefusal(store().create(drafts, NOBODY), code, naming);
			expect(await texts({ record })).toEqual([]);
		});
	});
}
