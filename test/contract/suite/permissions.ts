import { asActor, asSystem } from '../../../src/automation/engine/permissions/asActor';
import { scopeOf, type Scope } from '../../../src/automation/engine/Scope';
import type { ChangeFeed } from '../../../src/feed/ChangeFeed';
import type { Crm } from '../../../src/crm/Crm';
import { OTHER_TYPES, type Permission, type Right } from '../../../src/model/permissions';
import type { CrmRecord } from '../../../src/model/record';
import type { User } from '../../../src/model/user';
import { countHistory, countRecords } from '../../../src/automation/engine/counts';
import type { ContractSubject } from '../support/ContractSubject';
import { expectRefusal } from '../support/refusal';
import { all, NOBODY, openFor, only, refOf } from '../support/World';

/** What roles allow: kept by the CRM, and held to by the port of whoever acts. */
export function describePermissions(subject: ContractSubject): void {
	if (subject.lacks.includes('changeUsers')) return;
	const world = openFor(subject);
	const editor = () => world.crm.schema!;
	const permission = (recordType: string, allowed: Right[], ownOnly = false): Permission => ({ recordType, allowed, ownOnly });
	const scope = (): Scope => scopeOf(world, world.clock, 'Europe/Warsaw');

	/** A user with a role of his own that allows this. */
	async function limited(...permissions: Permission[]): Promise<Pick<Scope, 'crm' | 'feed' | 'companions'> & { user: User; scope: Scope }> {
		const role = world.name('role');
		await world.crm.users.roles.save!([role]);
		await world.companions.permissions.save(role, permissions);
		const user = await world.user({ role });
		const acting = await asActor(scope(), user.id);
		return { user, crm: acting.crm, feed: acting.feed, companions: acting.companions, scope: acting };
	}

	describe('permissions of roles', () => {
		it('a role allows everything until permissions are saved, and again when they are taken away', async () => {
			await world.crm.users.roles.save!(['keeper']);
			expect(await world.companions.permissions.of('keeper')).toBe('everything');
			await world.companions.permissions.save('keeper', [permission('visit', ['edit'], true), permission(OTHER_TYPES, [])]);
			expect(await world.companions.permissions.of('keeper')).toEqual(
				expect.arrayContaining([permission('visit', ['see', 'edit'], true), permission(OTHER_TYPES, [])]),
			);
			await world.reopen();
			expect(await world.companions.permissions.of('keeper')).toHaveLength(2);
			await world.companions.permissions.save('keeper', [permission('clinic', ['see'])]);
			expect(await world.companions.permissions.of('keeper')).toEqual([permission('clinic', ['see'])]);
			await world.companions.permissions.save('keeper', undefined);
			expect(await world.companions.permissions.of('keeper')).toBe('everything');
			expect(await world.companions.permissions.of('nobody has it')).toBe('unknown');
			expect(await world.companions.permissions.of(null)).toBe('everything');
		});

		it.each([
			['a role that does not exist', 'emperor', [permission('visit', ['see'])], 'notFound', 'emperor'],
			['a record type that does not exist', 'agent', [permission('spaceship', ['see'])], 'notFound', 'spaceship'],
			['a type twice', 'agent', [permission('visit', ['see']), permission('visit', ['edit'])], 'invalidValue', 'visit'],
			['an empty list', 'agent', [], 'invalidValue', 'agent'],
		] as const)('%s is refused, and what there was stays', async (_, role, permissions, code, naming) => {
			await world.companions.permissions.save('agent', [permission('clinic', ['see'])]);
			await expectRefusal(world.companions.permissions.save(role, permissions), code, naming);
			expect(await world.companions.permissions.of('agent')).toEqual([permission('clinic', ['see'])]);
			await world.companions.permissions.save('agent', undefined);
		});

		it('another connection knows of them at once', async () => {
			const other = await world.openAnother();
			expect(await other.companions.permissions.of('manager')).toBe('everything');
			await world.companions.permissions.save('manager', [permission('visit', ['see'])]);
			expect(await other.companions.permissions.of('manager')).toEqual([permission('visit', ['see'])]);
			await world.companions.permissions.save('manager', undefined);
			expect(await other.companions.permissions.of('manager')).toBe('everything');
		});

		it('what is undone with its transaction was never there', async () => {
			await expect(
				world.ledger.transaction(async () => {
					await world.companions.permissions.save('manager', [permission('visit', [])]);
					throw new Error('undo');
				}),
			).rejects.toThrow('undo');
			expect(await world.companions.permissions.of('manager')).toBe('everything');
		});

		it('a record type goes with the permissions for it', async () => {
			await editor().saveRecordType({ name: 'wagon', label: 'Wagon', pluralLabel: 'Wagons' });
			await world.crm.users.roles.save!(['driver']);
			await world.companions.permissions.save('driver', [permission('wagon', ['see']), permission('visit', ['see'])]);
			await editor().removeRecordType('wagon');
			expect(await world.companions.permissions.of('driver')).toEqual([permission('visit', ['see'])]);
		});

		it('groups and roles are deleted when nobody is in them; users who are in them are named', async () => {
			await world.crm.users.groups.save!(['brief']);
			await world.crm.users.roles.save!(['brief']);
			await world.companions.permissions.save('brief', [permission('visit', [])]);
			const user = await world.user({ name: 'Bruno Brief', groups: ['brief'], role: 'brief' });
			await expectRefusal(world.crm.users.groups.remove!('brief'), 'conflict', 'Bruno Brief');
			await expectRefusal(world.crm.users.roles.remove!('brief'), 'conflict', 'Bruno Brief');
			await world.crm.users.update!([{ id: user.id, name: user.name, groups: [], role: null }], NOBODY);
			await world.crm.users.groups.remove!('brief');
			await world.crm.users.roles.remove!('brief');
			expect(await world.crm.users.groups.find()).not.toContain('brief');
			expect(await world.crm.users.roles.find()).not.toContain('brief');
			await expectRefusal(world.crm.users.groups.remove!('brief'), 'notFound', 'brief');
			await expectRefusal(world.crm.users.roles.remove!('brief'), 'notFound', 'brief');
			await world.crm.users.roles.save!(['brief']);
			expect(await world.companions.permissions.of('brief')).toBe('everything');
		});
	});

	describe('the port for a user whose role does not allow everything', () => {
		const everything: Permission = permission(OTHER_TYPES, ['see', 'create', 'edit', 'delete', 'run']);

		it('is the port itself for the system, for a user without a role and for a role that allows everything', async () => {
			const whole = scope();
			for (const actor of [undefined, (await world.user()).id, (await world.user({ role: 'agent' })).id, '987654321'])
				expect(await asActor(whole, actor)).toBe(whole);
			const { scope: acting } = await limited(everything);
			expect(acting.crm).not.toBe(world.crm);
			expect(asSystem(acting).crm).toBe(world.crm);
		});

		it('each right on records is refused by itself, with who, what and which role', async () => {
			const visit = await world.visit();
			const { crm, feed, user } = await limited(permission('visit', ['see']));
			expect(await crm.get(refOf(visit))).toEqual(visit);
			const rows = await world.countRows();
			const named = `${user.name} may not`;
			await expectRefusal(crm.create('visit', [{ values: { title: 'x' } }], NOBODY), 'forbidden', `${named} create visits`);
			await expectRefusal(
				crm.update('visit', [{ id: visit.id, values: { note: 'x' } }], NOBODY),
				'forbidden',
				`${named} edit visits: the role "${user.role}"`,
			);
			await expectRefusal(crm.remove([refOf(visit)], NOBODY), 'forbidden', `${named} delete visits`);
			await expectRefusal(all(crm.find('clinic')), 'forbidden', `${named} see clinics`);
			await expectRefusal(crm.get({ type: 'clinic', id: '1' }), 'forbidden', `${named} see clinics`);
			await expectRefusal(crm.match('clinic', 'title', ['x']), 'forbidden', 'clinics');
			await expectRefusal(feed.ofRecord({ type: 'clinic', id: '1' }, { limit: 1 }), 'forbidden', 'clinics');
			if (crm.relink) await expectRefusal(crm.relink([refOf(visit)], refOf(visit), NOBODY), 'forbidden', 'visits');
			expect(await world.countRows()).toEqual(rows);
		});

		it('and allowed where the role says so', async () => {
			const { crm } = await limited(permission('visit', ['create', 'edit', 'delete']), permission('clinic', ['see']));
			const made = only(await crm.create('visit', [{ values: { title: 'Mine' } }], NOBODY));
			expect(only(await crm.update('visit', [{ id: made.id, values: { note: 'n' } }], NOBODY)).values['note']).toBe('n');
			expect((await crm.match('visit', 'title', ['Mine'])).get('Mine')).toContain(made.id);
			await crm.remove([refOf(made)], NOBODY);
			if (crm.restore) expect(only(await crm.restore([refOf(made)], NOBODY))).toMatchObject({ id: made.id });
		});

		describe('with own records only', () => {
			let mine: CrmRecord;
			let others: CrmRecord;
			let crm: Crm;
			let feed: ChangeFeed;
			let user: User;

			beforeAll(async () => {
				const owner = await world.user({ name: 'Olga Owner' });
				({ crm, feed, user } = await limited(permission('visit', ['create', 'edit', 'delete'], true), everything));
				mine = await world.visit({ responsible: user.id });
				others = await world.visit({ title: 'Of Olga', responsible: owner.id });
			});

			it('a search leaves the others out, and what is named is refused', async () => {
				expect((await all(crm.find('visit'))).map(({ id }) => id)).toEqual([mine.id]);
				expect(await all(crm.find('visit', { conditions: [{ field: 'id', operator: 'isOneOf', value: [mine.id, others.id] }] }))).toEqual([
					mine,
				]);
				await expectRefusal(crm.get(refOf(others)), 'forbidden', 'visit "Of Olga"');
				await expectRefusal(crm.get(refOf(others)), 'forbidden', 'belongs to Olga Owner');
				await expectRefusal(crm.match('visit', 'title', ['Of Olga']), 'forbidden', 'Of Olga');
				expect(await crm.get(refOf(mine))).toEqual(mine);
				expect(await crm.get({ type: 'visit', id: '987654321' })).toBeUndefined();
			});

			it('one that belongs to another is neither changed nor deleted, also among own ones', async () => {
				const change = (id: string) => ({ id, values: { responsible: user.id } });
				await expectRefusal(crm.update('visit', [change(mine.id), change(others.id)], NOBODY), 'forbidden', 'Of Olga');
				await expectRefusal(crm.remove([refOf(mine), refOf(others)], NOBODY), 'forbidden', 'Of Olga');
				expect(await world.crm.get(refOf(others))).toEqual(others);
				expect(await world.crm.get(refOf(mine))).toEqual(mine);
				await expectRefusal(crm.update('visit', [change('987654321')], NOBODY), 'notFound', '987654321');
			});

			it('one of another comes back for those only who could see it', async () => {
				if (!world.crm.restore) return;
				const [kept, gone] = [await world.visit({ responsible: user.id }), await world.visit({ title: 'Gone' })];
				await world.crm.remove([refOf(kept), refOf(gone)], NOBODY);
				await expectRefusal(crm.restore!([refOf(kept), refOf(gone)], NOBODY), 'forbidden', 'Gone');
				expect((await world.crm.findDeleted!('visit', { ids: [gone.id, kept.id] })).map(({ id }) => id).sort()).toEqual(
					[kept.id, gone.id].sort(),
				);
				expect((await crm.findDeleted!('visit', { ids: [gone.id, kept.id] })).map(({ id }) => id)).toEqual([kept.id]);
				await expectRefusal(crm.restore!([{ type: 'visit', id: '987654321' }], NOBODY), 'notFound', '987654321');
				expect(await crm.restore!([refOf(kept)], NOBODY)).toMatchObject([{ id: kept.id }]);
			});

			it('one may be created for another, and given away', async () => {
				const gift = only(await crm.create('visit', [{ values: { title: 'Gift', responsible: user.id } }], NOBODY));
				await crm.update('visit', [{ id: gift.id, values: { responsible: null } }], NOBODY);
				await expectRefusal(crm.update('visit', [{ id: gift.id, values: { responsible: user.id } }], NOBODY), 'forbidden', 'nobody');
			});

			it('changes of others are not seen', async () => {
				await world.crm.update(
					'visit',
					[mine, others].map(({ id }) => ({ id, values: { note: 'seen?' } })),
					NOBODY,
				);
				expect((await feed.newest({ types: ['visit'] }, 2)).map(({ ref }) => ref.id)).toEqual([mine.id]);
				await expectRefusal(feed.ofRecord(refOf(others), { limit: 5 }), 'forbidden', 'Of Olga');
				expect(await feed.ofRecord(refOf(mine), { limit: 5 })).not.toEqual([]);
			});

			it('history and comments belong to their record; a list reads on until it is full', async () => {
				const text = (index: number) => ({ text: `Entry ${index}`, record: refOf(index % 10 === 0 ? mine : others), type: 'own-only' });
				await world.crm.history.create(
					Array.from({ length: 41 }, (_, index) => text(index)),
					NOBODY,
				);
				const listed = await crm.history.find({ types: ['own-only'], limit: 3 });
				expect(listed.map((entry) => entry.text)).toEqual(['Entry 40', 'Entry 30', 'Entry 20']);
				expect(only(await countHistory(crm.history, { types: ['own-only'] }))).toMatchObject({
					type: 'own-only',
					count: 5,
					firstAt: expect.any(String),
				});
				await expectRefusal(crm.history.find({ record: refOf(others) }), 'forbidden', 'Of Olga');
				await expectRefusal(crm.history.create([{ text: 'x', record: refOf(others) }], NOBODY), 'forbidden', 'Of Olga');
				if (!crm.comments) return;
				await world.crm.comments!.create(
					[mine, others].map((record) => ({ text: 'Own?', record: refOf(record), mentionIds: [] })),
					NOBODY,
				);
				expect((await crm.comments.find({})).map(({ record }) => record)).toEqual([refOf(mine)]);
				await expectRefusal(crm.comments.create([{ text: 'x', record: refOf(others), mentionIds: [] }], NOBODY), 'forbidden', 'Of Olga');
			});
		});

		it('tasks: own ones only, also where others are asked for', async () => {
			const { crm, user } = await limited(permission('task', ['create', 'edit', 'delete'], true));
			const own = await world.task({ responsibleId: user.id });
			const other = await world.task();
			expect((await crm.tasks.find({})).map(({ id }) => id)).toEqual([own.id]);
			expect(await crm.tasks.find({ responsibleId: other.responsibleId })).toEqual([]);
			await expectRefusal(crm.tasks.get(other.id), 'forbidden', other.title);
			await expectRefusal(crm.tasks.update([{ id: other.id, status: 'completed' }], NOBODY), 'forbidden', other.title);
			await expectRefusal(crm.tasks.remove([other.id], NOBODY), 'forbidden', other.title);
			expect(only(await crm.tasks.update([{ id: own.id, status: 'completed' }], NOBODY)).status).toBe('completed');
			expect(await crm.tasks.create([{ title: 'New', responsibleId: other.responsibleId }], NOBODY)).toHaveLength(1);
		});

		it('tasks, activities, documents and projects each have their rights', async () => {
			const visit = refOf(await world.visit());
			const { crm, companions, user } = await limited(permission('visit', ['see']));
			const task = await world.task();
			await expectRefusal(crm.tasks.create([{ title: 'x', responsibleId: user.id }], NOBODY), 'forbidden', 'create tasks');
			await expectRefusal(crm.tasks.update([{ id: task.id, title: 'x' }], NOBODY), 'forbidden', 'edit tasks');
			await expectRefusal(crm.tasks.remove([task.id], NOBODY), 'forbidden', 'delete tasks');
			await expectRefusal(crm.tasks.find({}), 'forbidden', 'see tasks');
			if (crm.activities) {
				const activity = await world.activity();
				await expectRefusal(
					crm.activities.create([{ kind: 'call', description: 'x', record: visit, responsibleId: user.id }], NOBODY),
					'forbidden',
					'create activities',
				);
				await expectRefusal(crm.activities.complete([activity.id], NOBODY), 'forbidden', 'edit activities');
				await expectRefusal(crm.activities.find({}), 'forbidden', 'see activities');
			}
			if (crm.documents) {
				const draft = { record: visit, name: 'a.pdf', mediaType: 'application/pdf', section: 'A', content: new Uint8Array([1]) };
				const document = only(await world.crm.documents!.create([draft], NOBODY));
				await expectRefusal(crm.documents.create([draft], NOBODY), 'forbidden', 'create documents');
				await expectRefusal(crm.documents.content(document.id), 'forbidden', 'see documents');
				await expectRefusal(crm.documents.remove([document.id], NOBODY), 'forbidden', 'delete documents');
			}
			await expectRefusal(companions.filingRules.save([], NOBODY), 'forbidden', 'filing rules');
			const project = { name: 'x', templateId: '1', templateVersion: 1, parameters: {}, startedBy: null };
			await expectRefusal(companions.projects.create([{ ...project, record: visit }], NOBODY), 'forbidden', 'run processes for visits');
			await expectRefusal(companions.projects.create([{ ...project, record: null }], NOBODY), 'forbidden', 'run processes for projects');
			await expectRefusal(companions.projects.find({}), 'forbidden', 'see projects');
		});

		it('whose something is depends on its type: users themselves, projects who started them, documents who attached them', async () => {
			const { crm, companions, user } = await limited(permission('visit', ['see']), permission(OTHER_TYPES, ['see'], true));
			const visit = refOf(await world.visit());
			const mine = { actor: user.id };
			const found = async (type: string) => (await all(crm.find(type))).map(({ id }) => id);
			expect(await found('user')).toEqual([user.id]);
			expect(await found('task')).toEqual([]);
			if (world.crm.documents) {
				const draft = { record: visit, mediaType: 'text/plain', section: 'Whose', content: new Uint8Array([1]) };
				const [document] = await world.crm.documents.create([{ ...draft, name: 'own.txt' }], mine);
				await world.crm.documents.create([{ ...draft, name: 'other.txt' }], NOBODY);
				expect(await found('document')).toEqual([document!.id]);
				expect((await crm.documents!.find({ section: 'Whose', limit: 1 })).map(({ name }) => name)).toEqual(['own.txt']);
			}
			const template = await world.ledger.templates.save(
				{ name: world.name('Template'), parameters: [], stages: [{ name: 'All' }], tasks: [] },
				world.clock.text,
			);
			const draft = { templateId: template.id, templateVersion: template.version, record: null, parameters: {} };
			const [own] = await world.companions.projects.create(
				[
					{ ...draft, name: 'Own', startedBy: user.id },
					{ ...draft, name: 'Other', startedBy: null },
				],
				NOBODY,
			);
			if (world.crm.capabilities.sharesLedger) expect(await found('project')).toEqual([own!.id]);
			expect((await companions.projects.find({ limit: 1 })).map(({ name }) => name)).toEqual(['Own']);
			if (world.crm.activities) {
				const own = await world.activity({ responsibleId: user.id });
				await world.activity();
				expect(await found('activity')).toEqual([own.id]);
				expect((await crm.activities!.find({})).map(({ id }) => id)).toEqual([own.id]);
			}
		});

		it('a document is as hidden as its record', async () => {
			if (!world.crm.documents) return;
			const { crm, user } = await limited(permission('visit', ['see'], true), permission('document', ['create', 'delete']));
			const [own, other] = [await world.visit({ responsible: user.id }), await world.visit({ title: 'Closed' })];
			const draft = { name: 'a.pdf', mediaType: 'application/pdf', section: 'Hidden', content: new Uint8Array([1]) };
			const [seen, hidden] = await world.crm.documents.create(
				[own, other].map((record) => ({ ...draft, record: refOf(record) })),
				NOBODY,
			);
			expect((await crm.documents!.find({ section: 'Hidden' })).map(({ id }) => id)).toEqual([seen!.id]);
			expect(await crm.documents!.content(seen!.id)).toEqual(new Uint8Array([1]));
			await expectRefusal(crm.documents!.content(hidden!.id), 'forbidden', 'Closed');
			await expectRefusal(crm.documents!.remove([hidden!.id], NOBODY), 'forbidden', 'Closed');
			await expectRefusal(crm.documents!.remove([seen!.id, hidden!.id], NOBODY), 'forbidden', 'Closed');
			expect(await world.crm.documents.get(seen!.id)).toBeDefined();
			expect(await world.crm.documents.get(hidden!.id)).toBeDefined();
		});

		it('notices are for those who get them', async () => {
			const { companions, user } = await limited(everything);
			const other = await world.user({ name: 'Other Reader' });
			const [own, foreign] = await world.companions.notifications.create(
				[user, other].map(({ id }) => ({ recipientId: id, text: 'Psst', record: null })),
				NOBODY,
			);
			expect((await companions.notifications.find({})).map(({ id }) => id)).toEqual([own!.id]);
			await expectRefusal(companions.notifications.find({ recipientId: other.id }), 'forbidden', 'Other Reader');
			await expectRefusal(companions.notifications.markAllRead(other.id, NOBODY), 'forbidden', 'Other Reader');
			await expectRefusal(companions.notifications.markRead([own!.id, foreign!.id], NOBODY), 'forbidden', 'Other Reader');
			expect(await world.companions.notifications.find({ ids: [own!.id, foreign!.id], unreadOnly: true })).toHaveLength(2);
			expect(await world.companions.notifications.find({ recipientId: other.id, unreadOnly: true })).toHaveLength(1);
			expect(await companions.notifications.markAllRead(user.id, NOBODY)).toBe(1);
		});

		it('how the CRM is set up is for those whose role allows everything, whatever the role says of records', async () => {
			const { crm, companions, user } = await limited(everything);
			const other = await world.user({ role: 'agent' });
			await expectRefusal(crm.schema!.saveRecordType({ name: 'x', label: 'X', pluralLabel: 'Xs' }), 'forbidden', 'record types');
			await expectRefusal(crm.users.groups.save!(['x']), 'forbidden', 'groups');
			await expectRefusal(companions.permissions.save(user.role!, undefined), 'forbidden', 'roles');
			await expectRefusal(crm.users.update!([{ id: other.id, name: other.name, role: user.role }], NOBODY), 'forbidden', 'roles of users');
			expect(only(await crm.users.update!([{ id: other.id, name: 'Renamed', role: 'agent' }], NOBODY)).name).toBe('Renamed');
			expect(await countRecords(crm, { type: 'user' })).toBeGreaterThan(0);
		});
	});
}
