import { checkPermissions, OTHER_TYPES, ownerOf, reachOf, RIGHTS, type Permission, type Right } from '../../../src/model/permissions';

const permission = (recordType: string, allowed: Right[], ownOnly = false): Permission => ({ recordType, allowed, ownOnly });

describe('how far a right reaches', () => {
	const permissions = [permission('deal', ['see', 'create', 'edit'], true), permission(OTHER_TYPES, ['see']), permission('user', [])];

	test.each([
		['deal', { see: 'own', create: 'all', edit: 'own', delete: 'none', run: 'none' }],
		['lead', { see: 'all', create: 'none', edit: 'none', delete: 'none', run: 'none' }],
		['user', { see: 'none', create: 'none', edit: 'none', delete: 'none', run: 'none' }],
	])('for %s', (type, reaches) => {
		expect(Object.fromEntries(RIGHTS.map((right) => [right, reachOf(permissions, right, type)]))).toEqual(reaches);
	});

	test('what no permission says is forbidden', () => {
		expect(RIGHTS.map((right) => reachOf([permission('deal', ['see'])], right, 'lead'))).toEqual(RIGHTS.map(() => 'none'));
	});
});

test('whose a record is depends on its type', () => {
	const values = { responsible: '1', startedBy: '2', author: '3' };
	const owner = (type: string) => ownerOf({ type, id: '4', values });
	expect(['deal', 'task', 'activity', 'project', 'document', 'user'].map(owner)).toEqual(['1', '1', '1', '2', '3', '4']);
	expect(ownerOf({ type: 'deal', id: '4', values: { responsible: null } })).toBeNull();
	expect(ownerOf({ type: 'deal', id: '4', values: {} })).toBeNull();
});

describe('permissions that are saved', () => {
	test('who may edit, delete or run may see; the rights come in one order', () => {
		const given = [
			permission('deal', ['delete', 'edit']),
			permission('lead', ['run']),
			permission('contact', ['create'], true),
			permission('company', []),
		];
		expect(checkPermissions('agent', given)).toEqual([
			permission('deal', ['see', 'edit', 'delete']),
			permission('lead', ['see', 'run']),
			permission('contact', ['create'], true),
			permission('company', []),
		]);
	});

	test.each([
		['a type in two rows', [permission('deal', ['see']), permission('deal', ['edit'])], '"deal"'],
		['two rows for all others', [permission(OTHER_TYPES, ['see']), permission(OTHER_TYPES, [])], 'All other record types'],
		['a right that there is not', [permission('deal', ['fly' as Right])], '"fly"'],
	])('%s is refused', (_, given, naming) => {
		expect(() => checkPermissions('agent', given)).toThrow(
			expect.objectContaining({ code: 'invalidValue', message: expect.stringContaining(naming), remedy: expect.stringMatching(/\S/) }),
		);
	});
});
