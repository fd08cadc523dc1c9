import { asActor } from '../../../../../src/automation/engine/permissions/asActor';
import { limitedScope } from '../../../../../src/automation/engine/permissions/limitedScope';
import type { Scope } from '../../../../../src/automation/engine/Scope';
import type { Companions } from '../../../../../src/companions/Companions';
import type { Crm } from '../../../../../src/crm/Crm';
import { OTHER_TYPES, type Permission, type Right, type RolePermissions } from '../../../../../src/model/permissions';
import type { CrmRecord } from '../../../../../src/model/record';
import type { User } from '../../../../../src/model/user';
import { Office } from '../../office';

let office: Office;
let user: User;
beforeEach(async () => {
	office = await Office.open();
	await office.scope.crm.users.roles.save!(['agent']);
	[user] = (await office.hire({ name: 'Agnes', role: 'agent' })) as [User];
});
afterEach(async () => await office.close());

const permission = (recordType: string, allowed: Right[], ownOnly = false): Permission => ({ recordType, allowed, ownOnly });
const EVERYTHING = permission(OTHER_TYPES, ['see', 'create', 'edit', 'delete', 'run']);

/** The scope with some parts of its CRM replaced. */
function withCrm(parts: Record<string, unknown>): Scope {
	const { crm } = office.scope;
	const replaced = new Proxy(crm, {
		get(target, name) {
			if (typeof name === 'string' && Object.hasOwn(parts, name)) return parts[name];
			const member = Reflect.get(target, name) as unknown;
			return typeof member === 'function' ? (member.bind(target) as unknown) : member;
		},
	});
	return { ...office.scope, crm: replaced };
}

const limited = (scope: Scope, ...permissions: Permission[]): Crm => limitedScope(scope, { user, permissions }).crm;

describe('what is refused is never written, not even to be undone', () => {
	let deal: CrmRecord;
	beforeEach(async () => {
		[deal] = (await office.add('deal', { title: 'Of nobody' })) as [CrmRecord];
	});
	const own = permission('deal', ['see', 'create', 'edit', 'delete'], true);

	test('restore', async () => {
		const { crm } = office.scope;
		await crm.remove([deal], {});
		const restore = jest.fn(async (...args: Parameters<NonNullable<Crm['restore']>>) => await crm.restore!(...args));
		await expect(limited(withCrm({ restore }), own).restore!([deal], {})).rejects.toMatchObject({ code: 'forbidden' });
		expect(restore).not.toHaveBeenCalled();
		await limited(withCrm({ restore }), { ...own, ownOnly: false }).restore!([deal], {});
		expect(restore).toHaveBeenCalledTimes(1);
	});

	test('documents.remove', async () => {
		const documents = office.scope.crm.documents!;
		const draft = { record: deal, name: 'a.txt', mediaType: 'text/plain', section: 'A', content: new Uint8Array([1]) };
		const [document] = await documents.create([draft], {});
		const remove = jest.spyOn(documents, 'remove');
		await expect(limited(office.scope, own, EVERYTHING).documents!.remove([document!.id], {})).rejects.toMatchObject({ code: 'forbidden' });
		expect(remove).not.toHaveBeenCalled();
		await limited(office.scope, EVERYTHING).documents!.remove([document!.id], {});
		expect(remove).toHaveBeenCalledTimes(1);
	});

	test('notifications.markRead', async () => {
		const notifications = office.scope.companions.notifications;
		const [other] = (await office.hire({ name: 'Other Reader' })) as [User];
		const [mine, foreign] = await notifications.create(
			[user, other].map(({ id }) => ({ recipientId: id, text: 'Psst', record: null })),
			{},
		);
		const markRead = jest.spyOn(notifications, 'markRead');
		const inbox = limitedScope(office.scope, { user, permissions: [EVERYTHING] }).companions.notifications;
		await expect(inbox.markRead([mine!.id, foreign!.id], {})).rejects.toMatchObject({
			code: 'forbidden',
			message: expect.stringContaining('Other Reader'),
		});
		expect(markRead).not.toHaveBeenCalled();
		expect((await inbox.markRead([mine!.id], {})).count).toBe(1);
	});
});

describe('a role that the CRM does not know', () => {
	/** As an adapter whose CRM keeps no roles. */
	const withoutRoles = (capabilities: Partial<Crm['capabilities']> = {}): Scope => {
		const { capabilities: real } = office.scope.crm;
		const permissions = { of: async (): Promise<RolePermissions> => 'unknown', save: jest.fn() };
		const scope = withCrm({ capabilities: { ...real, ...capabilities } });
		return { ...scope, companions: { ...office.scope.companions, permissions } as Companions };
	};

	test('allows nothing', async () => {
		const [deal] = (await office.add('deal', { title: 'There' })) as [CrmRecord];
		const { crm } = await asActor(withoutRoles(), user.id);
		const refused = { code: 'forbidden', message: expect.stringContaining('Agnes may not') };
		await expect(crm.get(deal)).rejects.toMatchObject(refused);
		await expect(crm.update('deal', [{ id: deal.id, values: { title: 'x' } }], {})).rejects.toMatchObject(refused);
		await expect(crm.users.roles.save!(['x'])).rejects.toMatchObject(refused);
	});

	test('nor does having no role', async () => {
		const [nobody] = (await office.hire({ name: 'Noel' })) as [User];
		const { crm } = await asActor(withoutRoles(), nobody.id);
		await expect(crm.create('deal', [{ values: { title: 'x' } }], {})).rejects.toMatchObject({
			code: 'forbidden',
			message: 'Noel may not create deals: having no role does not allow it.',
		});
	});

	test('is left to a CRM that holds to rights of its own', async () => {
		const scope = withoutRoles({ actsOnBehalf: true });
		expect(await asActor(scope, user.id)).toBe(scope);
	});
});

test('a method of the CRM that no rule speaks of is refused, and so is a whole part', async () => {
	const called = jest.fn();
	const scope = withCrm({ launch: called, rockets: { launch: called } });
	const crm = limited(scope, EVERYTHING) as unknown as { launch(): void; rockets: { launch(): void }; constructor: unknown };
	expect(() => crm.launch()).toThrow(expect.objectContaining({ code: 'forbidden', message: expect.stringContaining('"launch"') }));
	expect(() => crm.rockets.launch()).toThrow(expect.objectContaining({ message: expect.stringContaining('"rockets.launch"') }));
	expect(called).not.toHaveBeenCalled();
	expect((limited(withCrm({ restore: undefined }), EVERYTHING) as Crm).restore).toBeUndefined();
});
