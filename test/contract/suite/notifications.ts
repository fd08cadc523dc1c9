import type { NotificationQuery, NotificationStore } from '../../../src/companions/Companions';
import type { ContractSubject } from '../support/ContractSubject';
import { expectRefusal } from '../support/refusal';
import { NOBODY, only, openFor, ORIGIN, refOf } from '../support/World';

/** Notices in users' inboxes. */
export function describeNotifications(subject: ContractSubject): void {
	describe('notifications', () => {
		const world = openFor(subject);

		const inbox = (): NotificationStore => world.companions.notifications;
		const texts = async (query: NotificationQuery) => (await inbox().find(query)).map((notice) => notice.text);

		it('a notice of which only recipient and text are given is unread and by the system', async () => {
			const recipientId = (await world.user()).id;
			const at = world.clock.advance();
			const notice = only(await inbox().create([{ recipientId, text: 'Look!' }], NOBODY));
			expect(notice).toEqual({
				id: expect.any(String),
				recipientId,
				senderId: null,
				text: 'Look!',
				record: null,
				at,
				readAt: null,
				origin: null,
			});
			expect(await inbox().find({ recipientId })).toEqual([notice]);
		});

		it('every part of a notice is kept, also over a restart', async () => {
			const [recipient, sender, record] = [await world.user(), await world.user(), refOf(await world.visit())];
			const text = 'Zażółć 🙂 “quoted”; DROP TABLE notification\n'.repeat(2_500);
			const notice = only(await inbox().create([{ recipientId: recipient.id, senderId: sender.id, text, record }], { origin: ORIGIN }));
			expect(notice).toMatchObject({ recipientId: recipient.id, senderId: sender.id, text, record, origin: ORIGIN });
			await world.reopen();
			expect(await inbox().find({ recipientId: recipient.id })).toEqual([notice]);
		});

		it('notices come back in the order of the drafts and are listed newest first', async () => {
			const recipientId = (await world.user()).id;
			const added = await inbox().create(
				['a', 'b', 'c'].map((text) => ({ recipientId, text })),
				NOBODY,
			);
			expect(added.map((notice) => notice.text)).toEqual(['a', 'b', 'c']);
			world.clock.advance();
			await inbox().create([{ recipientId, text: 'newest' }], NOBODY);
			expect((await texts({ recipientId }))[0]).toBe('newest');
			expect(await texts({ recipientId, limit: 1 })).toEqual(['newest']);
			expect(await texts({ recipientId })).toHaveLength(4);
		});

		it('notices are listed by recipient and record; new ones are unread', async () => {
			const [ada, bo, visit] = [(await world.user()).id, (await world.user()).id, refOf(await world.visit())];
			await inbox().create(
				[
					{ recipientId: ada, text: 'a' },
					{ recipientId: ada, text: 'b', record: visit },
					{ recipientId: bo, text: 'c', record: visit },
				],
				NOBODY,
			);
			expect((await texts({ recipientId: ada })).sort()).toEqual(['a', 'b']);
			expect((await texts({ record: visit })).sort()).toEqual(['b', 'c']);
			expect(await texts({ recipientId: bo, record: visit, unreadOnly: true })).toEqual(['c']);
			expect(await texts({ recipientId: bo, record: { type: 'permit', id: visit.id } })).toEqual([]);
		});

		it('some are marked as read: now, for good, and no others', async () => {
			const recipientId = (await world.user()).id;
			const [a, b, c] = await inbox().create(
				['a', 'b', 'c'].map((text) => ({ recipientId, text })),
				NOBODY,
			);
			const first = world.clock.advance();
			expect(await inbox().markRead([c!.id, a!.id], NOBODY)).toEqual({
				notifications: [
					{ ...c, readAt: first },
					{ ...a, readAt: first },
				],
				count: 2,
			});
			const second = world.clock.advance();
			expect(await inbox().markRead([a!.id, b!.id], NOBODY)).toEqual({
				notifications: [
					{ ...a, readAt: first },
					{ ...b, readAt: second },
				],
				count: 1,
			});
			expect(await texts({ recipientId, unreadOnly: true })).toEqual([]);
		});

		it('an unknown one is refused, and then none is marked as read', async () => {
			const recipientId = (await world.user()).id;
			const notice = only(await inbox().create([{ recipientId, text: 'a' }], NOBODY));
			for (const unknown of ['987654321', 'abc']) await expectRefusal(inbox().markRead([notice.id, unknown], NOBODY), 'notFound', unknown);
			expect(await inbox().find({ recipientId })).toEqual([notice]);
		});

		it('all of one person are marked as read, and of nobody else', async () => {
			const [ada, bo] = [(await world.user()).id, (await world.user()).id];
			await inbox().create(
				[
					{ recipientId: ada, text: 'a' },
					{ recipientId: ada, text: 'b' },
					{ recipientId: bo, text: 'c' },
				],
				NOBODY,
			);
			expect(await inbox().markAllRead(ada, NOBODY)).toBe(2);
			expect(await inbox().markAllRead(ada, NOBODY)).toBe(0);
			expect(await texts({ recipientId: ada, unreadOnly: true })).toEqual([]);
			expect(await texts({ recipientId: bo, unreadOnly: true })).toEqual(['c']);
			await expectRefusal(inbox().markAllRead('987654321', NOBODY), 'notFound', '987654321');
		});

		it('notices are searched by their text, whatever the case of its letters', async () => {
			const recipientId = (await world.user()).id;
			await inbox().create(
				[
					{ recipientId, text: 'ЗАЖÓŁĆ 100%' },
					{ recipientId, text: 'Other 1000' },
				],
				NOBODY,
			);
			expect(await texts({ recipientId, search: 'зажół' })).toEqual(['ЗАЖÓŁĆ 100%']);
			expect(await texts({ recipientId, search: '0%' })).toEqual(['ЗАЖÓŁĆ 100%']);
		});

		it.each([
			['recipient', { recipientId: '987654321' }, '987654321'],
			['sender', { senderId: '987654321' }, '987654321'],
			['record', { record: { type: 'visit', id: '987654321' } }, '987654321'],
			['record type', { record: { type: 'spaceship', id: '1' } }, 'spaceship'],
		])('an unknown %s is refused, and then nobody is told', async (_, bad, naming) => {
			const recipientId = (await world.user()).id;
			const drafts = [
				{ recipientId, text: 'before' },
				{ recipientId, text: 'bad', ...bad },
				{ recipientId, text: 'after' },
			];
			await expectRefusal(inbox().create(drafts, NOBODY), 'notFound', naming);
			expect(await texts({ recipientId })).toEqual([]);
		});
	});
}
