import type { UserDraft, UserUpdate } from '../../../src/model/user';
import type { ContractSubject } from '../support/ContractSubject';
import { changesOf } from '../support/feed';
import { expectRefusal } from '../support/refusal';
import { NOBODY, only, openFor } from '../support/World';

/** People, groups, roles and who is above whom. */
export function describeUsers(subject: ContractSubject): void {
	describe('users', () => {
		const world = openFor(subject);
		const names = (users: ReadonlyArray<{ name: string }>) => users.map((user) => user.name);

		it('a user is found by id, an unknown id gives nothing', async () => {
			const user = await world.user({ name: 'Ada', email: 'ada@c.example' });
			expect(user).toMatchObject({
				name: 'Ada',
				email: 'ada@c.example',
				active: true,
				groups: [],
				supervisorId: null,
				role: null,
				absentFrom: null,
				absentUntil: null,
			});
			expect(await world.crm.users.get(user.id)).toEqual(user);
			for (const unknown of ['987654321', '', 'abc', "' OR 1=1 --"]) expect(await world.crm.users.get(unknown)).toBeUndefined();
		});

		it('all users are listed by name, those who left too', async () => {
			await world.user({ name: 'Listed B' });
			await world.user({ name: 'Listed C', active: false });
			await world.user({ name: 'Listed A' });
			const listed = (await world.crm.users.find()).filter((user) => user.name.startsWith('Listed'));
			expect(listed.map(({ name, active }) => [name, active])).toEqual([
				['Listed A', true],
				['Listed B', true],
				['Listed C', false],
			]);
		});

		it('groups and roles are listed', async () => {
			expect(await world.crm.users.groups.find()).toEqual(expect.arrayContaining(['north', 'south']));
			expect(await world.crm.users.roles.find()).toEqual(expect.arrayContaining(['agent', 'manager']));
		});

		it('every part of a user is kept, also over a restart', async () => {
			const supervisorId = (await world.user()).id;
			const draft = {
				name: 'Zoë Żółć',
				email: 'zoe@c.example',
				supervisorId,
				role: 'agent',
				groups: ['south', 'north'],
				active: false,
				absentFrom: '2026-03-01',
				absentUntil: '2026-03-08',
				values: { monthlyResult: 12.5 },
			};
			const user = await world.user(draft);
			expect(user).toEqual({ id: user.id, ...draft, groups: expect.arrayContaining(['north', 'south']) });
			expect(user.groups).toHaveLength(2);
			await world.reopen();
			expect(await world.crm.users.get(user.id)).toEqual(user);
		});

		it('the people above come nearest first, those who left too', async () => {
			const top = await world.user({ name: 'Top' });
			const middle = await world.user({ name: 'Middle', supervisorId: top.id, active: false });
			const low = await world.user({ name: 'Low', supervisorId: middle.id });
			expect(await world.crm.users.supervisorsOf(low.id)).toEqual([middle, top]);
			expect(await world.crm.users.supervisorsOf(middle.id)).toEqual([top]);
			expect(await world.crm.users.supervisorsOf(top.id)).toEqual([]);
		});

		it('the people above an unknown user are not guessed', async () => {
			await expectRefusal(world.crm.users.supervisorsOf('987654321'), 'notFound', '987654321');
		});

		if (subject.lacks.includes('changeUsers')) {
			it('users cannot be made from here', async () => {
				await expectRefusal(world.crm.create('user', [{ values: { name: 'x' } }], NOBODY), 'unsupported');
			});
			return;
		}

		const create = async (...drafts: UserDraft[]) => await world.crm.users.create!(drafts, NOBODY);
		const update = async (...changes: UserUpdate[]) => await world.crm.users.update!(changes, NOBODY);

		it('a circle of supervisors ends where it closes', async () => {
			const [a, b, c] = await create({ name: 'A' }, { name: 'B' }, { name: 'C' });
			await update({ ...a!, supervisorId: b!.id }, { ...b!, supervisorId: c!.id }, { ...c!, supervisorId: a!.id });
			const below = await world.user({ name: 'Below', supervisorId: a!.id });
			expect(names(await world.crm.users.supervisorsOf(a!.id))).toEqual(['B', 'C']);
			expect(names(await world.crm.users.supervisorsOf(below.id))).toEqual(['A', 'B', 'C']);
		});

		it('who is his own supervisor has nobody above', async () => {
			const user = await world.user({ name: 'Self' });
			await update({ ...user, supervisorId: user.id });
			expect(await world.crm.users.supervisorsOf(user.id)).toEqual([]);
		});

		it('users come back in the order of the input, new ones and changed ones', async () => {
			const old = await world.user({ name: 'Old' });
			const created = await create({ name: 'Zed' }, { name: 'Abe' });
			expect(names(created)).toEqual(['Zed', 'Abe']);
			const changed = await update(
				{ id: created[1]!.id, name: 'Abel' },
				{ id: old.id, name: 'Older' },
				{ id: created[0]!.id, name: 'Zeno' },
			);
			expect(names(changed)).toEqual(['Abel', 'Older', 'Zeno']);
			expect(changed[1]!.id).toBe(old.id);
		});

		it('an update changes what is given and keeps the rest', async () => {
			const user = await world.user({ email: 'kept@c.example', role: 'agent', groups: ['north'], values: { monthlyResult: 3 } });
			const saved = only(await update({ id: user.id, name: 'Renamed', role: null }));
			expect(saved).toEqual({ ...user, name: 'Renamed', role: null });
			expect(await world.crm.users.get(user.id)).toEqual(saved);
		});

		it.each([
			['an unknown supervisor', { supervisorId: '987654321' }, 'notFound', '987654321'],
			['an unknown group', { groups: ['nowhere'] }, 'notFound', 'nowhere'],
			['an unknown role', { role: 'emperor' }, 'notFound', 'emperor'],
			['an unknown field', { values: { shoeSize: 44 } }, 'notFound', 'shoeSize'],
			['a value of the wrong type', { values: { monthlyResult: 'lots' } }, 'invalidValue', 'monthlyResult'],
			['an absence from no day', { absentFrom: 'tomorrow' }, 'invalidValue', 'tomorrow'],
			['an e-mail that is none', { email: 'nobody' }, 'invalidValue', 'nobody'],
			['an empty name', { name: '' }, 'missingValue', ''],
		] as const)('%s is refused, and then nobody is saved', async (_, bad, code, naming) => {
			const changes = await changesOf(world.feed, async () => {
				const draft = { name: 'Bad', ...bad } as UserDraft;
				await expectRefusal(create({ name: 'Before' }, draft, { name: 'After' }), code, naming);
			});
			expect(changes).toEqual([]);
			expect(names(await world.crm.users.find())).not.toContain('Before');
		});

		it.each([
			['an unknown user', { id: '987654321' }, 'notFound', '987654321'],
			['an unknown group', { groups: ['nowhere'] }, 'notFound', 'nowhere'],
			['an empty name', { name: '' }, 'missingValue', ''],
		] as const)('%s is refused, and then nobody is changed', async (_, bad, code, naming) => {
			const [first, second] = await create({ name: 'First' }, { name: 'Second' });
			const changes = await changesOf(world.feed, async () => {
				const change = { id: second!.id, ...bad } as UserUpdate;
				await expectRefusal(update({ id: first!.id, name: 'Before' }, change), code, naming);
			});
			expect(changes).toEqual([]);
			expect((await world.crm.users.get(first!.id))!.name).toBe('First');
		});

		it('another connection sees a new user at once', async () => {
			const other = await world.openAnother();
			await other.crm.users.find();
			const user = await world.user();
			expect(await other.crm.users.get(user.id)).toEqual(user);
			expect(await other.crm.users.find()).toContainEqual(user);
		});
	});
}
