import { findDuplicates, findDuplicatesOf } from '../../../../../src/automation/families/records/findDuplicates';
import { listHistory } from '../../../../../src/automation/families/history/history';
import { mergeRecords } from '../../../../../src/automation/families/records/mergeRecords';
import { createRecords, getRecord, upsertRecords } from '../../../../../src/automation/families/records/records';
import { restoreRecords } from '../../../../../src/automation/families/records/restoreRecords';
import { listDeletedRecords } from '../../../../../src/automation/words/forms/lists';
import { presentChanges } from '../../../../../src/automation/words/output/presentChange';
import type { Values } from '../../../../../src/model/record';
import { Office, refOf, refusal, RUN } from '../../office';
import type { MergeRecordsInput } from '../../../../../src/automation/families/records/inputs';

let office: Office;
beforeEach(async () => (office = await Office.open()));
afterEach(async () => await office.close());

const later = () => (office.clock.at = new Date(office.clock.at.getTime() + 60_000));

/** Three contacts, the last changed last. */
async function contacts() {
	const [master] = await office.add('contact', { title: 'Anna Berg', email: 'anna@example.com' });
	later();
	const [second] = await office.add('contact', { title: 'A. Berg', phone: '+46 70 123 45 67', position: 'Buyer', externalId: 'X-2' });
	later();
	const [third] = await office.add('contact', { title: 'Anna B', email: 'anna.b@example.com', position: 'Head of buying' });
	return { master: master!, second: second!, third: third! };
}

const input = (master: { type: string; id: string }, ids: string[], more: Partial<MergeRecordsInput> = {}): MergeRecordsInput => ({
	...refOf(master),
	duplicates: ids,
	usual: 'fillEmpty',
	...more,
});

describe('merge', () => {
	test('empty fields are filled, what belongs to the others goes to the master, the history says it', async () => {
		const { master, second, third } = await contacts();
		const [deal] = await office.add('deal', { title: 'Deal', contact: second.id });
		const [user] = await office.hire({ name: 'Ann' });
		await office.scope.crm.tasks.create([{ title: 'Call', responsibleId: user!.id, record: refOf(third) }], {});
		await office.scope.crm.history.create([{ record: refOf(second), text: 'Called.' }], {});
		await office.scope.companions.notifications.create([{ recipientId: user!.id, text: 'Look', record: refOf(third) }], {});

		const output = await office.runOne(mergeRecords, input(master, [second.id, third.id, master.id, second.id]));
		expect(output).toMatchObject({
			id: master.id,
			title: 'Anna Berg',
			email: 'anna@example.com',
			phone: '+46 70 123 45 67',
			position: 'Head of buying',
			externalId: 'X-2',
			merged: [
				{ id: second.id, title: 'A. Berg' },
				{ id: third.id, title: 'Anna B' },
			],
			moved: { tasks: 1, history: 1, notifications: 1, projects: 0, activities: 0, comments: 0, documents: 0, links: 1 },
		});
		expect(output.changedFields).toEqual(
			expect.arrayContaining([
				{ field: 'position', label: 'Position', before: '', after: 'Head of buying', from: 'Anna B' },
				{ field: 'externalId', label: 'External ID', before: '', after: 'X-2', from: 'A. Berg' },
			]),
		);
		expect(output.changedFields).toHaveLength(3);
		expect((await office.scope.crm.get(deal!))?.values['contact']).toBe(master.id);
		expect(await office.scope.crm.tasks.find({ record: refOf(master) })).toHaveLength(1);
		for (const gone of [second, third]) expect(await office.scope.crm.get(gone)).toBeUndefined();
		const history = await listHistory(office.scope, { record: refOf(master) });
		expect(history.map(({ text }) => text)).toEqual([
			expect.stringMatching(/^Merged with "A\. Berg" \(id \d+\), "Anna B" \(id \d+\)\. Taken over: .*Phone: "\+46 70 123 45 67".*\.$/),
			'Called.',
		]);
	});

	test('newest wins, fields with a choice of their own, values given', async () => {
		const { master, third } = await contacts();
		const choices = { title: 'master', phone: 'master' } as const;
		const output = await office.runOne(
			mergeRecords,
			input(master, [third.id], { usual: 'newest', choices, values: { position: 'Buyer in chief', address: 'Street 1' } }),
		);
		expect(output).toMatchObject({
			title: 'Anna Berg',
			email: 'anna.b@example.com',
			position: 'Buyer in chief',
			address: 'Street 1',
			phone: null,
		});
		expect(output.changedFields).toContainEqual({
			field: 'email',
			label: 'Email',
			before: 'anna@example.com',
			after: 'anna.b@example.com',
			from: 'Anna B',
		});
		expect(output.changedFields).toContainEqual({ field: 'position', label: 'Position', before: '', after: 'Buyer in chief', from: null });
	});

	test('of a master that was changed last, newest wins changes only what is empty', async () => {
		const { master, second } = await contacts();
		later();
		await office.scope.crm.update('contact', [{ id: master.id, values: { description: 'x' } }], {});
		expect(await office.runOne(mergeRecords, input(master, [second.id], { usual: 'newest' }))).toMatchObject({
			title: 'Anna Berg',
			phone: '+46 70 123 45 67',
		});
	});

	test('the stage stays, unless it is chosen', async () => {
		const [master] = await office.add('deal', { title: 'A' });
		later();
		const others = await office.add('deal', { title: 'B', stage: 'sales:proposal' }, { title: 'C', stage: 'sales:won' });
		expect(await office.runOne(mergeRecords, input(master!, [others[0]!.id], { usual: 'newest' }))).toMatchObject({
			title: 'B',
			stage: 'New',
		});
		later();
		await office.scope.crm.update('deal', [{ id: others[1]!.id, values: { amount: 5 } }], {});
		expect(await office.runOne(mergeRecords, input(master!, [others[1]!.id], { choices: { stage: 'newest' } }))).toMatchObject({
			title: 'B',
			stage: 'Won',
			amount: 5,
		});
	});

	test('the merged ones can be restored', async () => {
		const { master, third } = await contacts();
		await office.runOne(mergeRecords, input(master, [third.id]));
		expect(await office.runOne(restoreRecords, refOf(third))).toMatchObject({ id: third.id, title: 'Anna B', restored: true });
	});

	test('an import that goes on with the old external id or the old address finds the master', async () => {
		const [master] = await office.add('contact', { title: 'Anna Berg', externalId: 'X-1', email: 'anna@example.com' });
		const [other] = await office.add('contact', {
			title: 'A. Berg',
			externalId: 'X-2',
			email: 'a.berg@example.com',
			phone: '+46701234567',
		});
		await office.runOne(mergeRecords, input(master!, [other!.id], { values: { email: 'a.berg@example.com' } }));
		const upsert = async (matchField: string, values: Values) =>
			await office.runOne(upsertRecords, { type: 'contact', matchField, values: { ...values, position: matchField } });
		for (const [field, value] of Object.entries({
			externalId: 'X-2',
			email: 'a.berg@example.com',
			phone: '+46701234567',
			title: 'A. Berg',
		}))
			expect(await upsert(field, { [field]: value })).toMatchObject({ id: master!.id, position: field });
		expect(await upsert('email', { email: 'anna@example.com' })).toMatchObject({ id: master!.id });
		expect(await upsert('externalId', { externalId: 'X-3', title: 'New' })).not.toMatchObject({ id: master!.id });
		// What it is called itself stays: otherwise each import would rename it, and start what listens to changes.
		const { values } = (await office.scope.crm.get(refOf(master!)))!;
		expect(values).toMatchObject({ title: 'Anna Berg', externalId: 'X-1', email: 'a.berg@example.com' });
	});

	test('an import with a row for the master and one for what was merged into it makes one change of them, and then none', async () => {
		const [master, other] = [
			await office.add('contact', { title: 'Y', externalId: 'Y-1' }),
			await office.add('contact', { title: 'Y', externalId: 'Y-2' }),
		];
		await office.runOne(mergeRecords, input(master[0]!, [other[0]!.id]));
		const rows = ['Y-1', 'Y-2'].map((externalId) => ({ type: 'contact', values: { externalId, position: externalId } }));
		const cursor = await office.scope.feed.head();
		for (const round of [1, 2]) {
			const expected = { id: master[0]!.id, externalId: 'Y-1', position: 'Y-2' };
			expect([round, await office.run(upsertRecords, rows)]).toMatchObject([round, [expected, expected]]);
		}
		expect((await office.scope.feed.read(cursor, 50)).changes).toHaveLength(1);
	});

	test('a master without an external id gets that of the row', async () => {
		const [master, other] = [await office.add('contact', { title: 'Z' }), await office.add('contact', { title: 'Z', externalId: 'Z-2' })];
		await office.runOne(mergeRecords, { ...input(master[0]!, [other[0]!.id]), values: { externalId: null } });
		const row = { type: 'contact', values: { externalId: 'Z-2' } };
		expect(await office.runOne(upsertRecords, row)).toMatchObject({ id: master[0]!.id, externalId: 'Z-2' });
	});

	test('a link that names a merged record by its title or id goes to the master; other steps are told which one it is', async () => {
		const { master, second } = await contacts();
		await office.runOne(mergeRecords, input(master, [second.id]));
		const deals = await office.run(
			createRecords,
			['A. Berg', second.id].map((contact) => ({ type: 'deal', values: { title: 'Deal', contact } })),
		);
		expect(deals).toMatchObject([{ contactId: master.id }, { contactId: master.id }]);
		await expect(getRecord(office.scope, refOf(second))).rejects.toEqual(
			expect.objectContaining({
				code: 'notFound',
				message: expect.stringContaining(`was merged into the one with id "${master.id}"`),
				remedy: expect.stringContaining(master.id),
			}),
		);
	});

	test('the changes say what happened: merged into the master, restored', async () => {
		const { master, third } = await contacts();
		const cursor = await office.scope.feed.head();
		await office.runOne(mergeRecords, input(master, [third.id]));
		await office.runOne(restoreRecords, refOf(third));
		const { changes } = await office.scope.feed.read(cursor, 50);
		const told = await presentChanges(office.scope, changes);
		expect(told.filter(({ reason }) => reason !== null).map(({ event, reason }) => [event, reason])).toEqual([
			['deleted', { kind: 'merged', text: `Merged into "Anna Berg" (id ${master.id})`, mergedInto: { id: master.id, title: 'Anna Berg' } }],
			['created', { kind: 'restored', text: 'Restored', mergedInto: null }],
		]);
	});

	test('the list of deleted records says what was merged, and into which', async () => {
		const { master, second, third } = await contacts();
		await office.runOne(mergeRecords, input(master, [second.id]));
		await office.scope.crm.remove([refOf(third)], {});
		const { options } = await listDeletedRecords(office.scope, 'contact', {});
		expect(options.map(({ name, description }) => [name, description])).toEqual([
			['Anna B', expect.stringMatching(/deleted \d{4}-/)],
			['A. Berg', expect.stringMatching(/merged into "Anna Berg" \d{4}-/)],
		]);
	});

	test('the same step again merges nothing more', async () => {
		const { master, third } = await contacts();
		const first = await office.runStep(mergeRecords, [input(master, [third.id])], 'merge');
		expect(await office.runStep(mergeRecords, [input(master, [third.id])], 'merge')).toEqual([{ ...first[0]!, repeated: true }]);
		expect(await listHistory(office.scope, { record: refOf(master) })).toHaveLength(1);
	});

	test('without duplicates nothing is done, and the output says so', async () => {
		const { master } = await contacts();
		expect(await office.runOne(mergeRecords, input(master, []))).toMatchObject({
			id: master.id,
			merged: [],
			reason: 'There is no duplicate to merge into it.',
		});
		expect(await listHistory(office.scope, { record: refOf(master) })).toEqual([]);
	});

	test('a bad input is refused, and nothing has happened', async () => {
		const { master, second, third } = await contacts();
		await office.scope.crm.history.create([{ record: refOf(second), text: 'Called.' }], {});
		const before = [await office.count(), await office.scope.crm.get(master), await office.scope.crm.get(second)];
		for (const [bad, code, word] of [
			[input(master, [master.id]), 'missingValue', 'no record to merge'],
			[input(master, [second.id, '999']), 'notFound', '999'],
			[input({ ...master, id: '999' }, [second.id]), 'notFound', '999'],
			[input(master, [second.id], { choices: { nope: 'newest' } }), 'notFound', 'nope'],
			[input(master, [second.id], { values: { title: null } }), 'missingValue', 'Name'],
			[input(master, [second.id], { values: { company: 'No such company' } }), 'notFound', 'No such company'],
		] as const) {
			await expect(office.runOne(mergeRecords, bad)).rejects.toEqual(refusal(code, word));
		}
		expect([await office.count(), await office.scope.crm.get(master), await office.scope.crm.get(second)]).toEqual(before);
		expect(await office.scope.crm.get(third)).toBeDefined();
	});
});

describe('restore', () => {
	test('what is not deleted is named, what never was too', async () => {
		const [deal] = await office.add('deal', { title: 'Here' });
		await expect(office.runOne(restoreRecords, refOf(deal!))).rejects.toEqual(refusal('conflict', 'Deal "Here"', 'is not deleted'));
		await expect(office.runOne(restoreRecords, { type: 'deal', id: '999' })).rejects.toEqual(refusal('notFound', '999'));
	});

	test('the same step again restores nothing more, even when it was deleted in between', async () => {
		const [deal] = await office.add('deal', { title: 'Gone' });
		await office.scope.crm.remove([deal!], {});
		await office.runStep(restoreRecords, [refOf(deal!)], 'restore');
		await office.scope.crm.remove([deal!], {});
		expect(await office.runStep(restoreRecords, [refOf(deal!)], 'restore', RUN)).toEqual([
			expect.objectContaining({ ok: true, repeated: true }),
		]);
		expect(await office.scope.crm.get(deal!)).toBeUndefined();
	});
});

describe('find duplicates', () => {
	const query = (more = {}) => ({ type: 'contact', fields: [], match: 'any' as const, ...more });

	test('groups by address, phone and name, with why and whom to keep', async () => {
		const [one, two, three, four] = await office.add(
			'contact',
			{ title: 'Anna Berg', email: 'Anna@Example.com' },
			{ title: 'anna  berg', phone: '070-123 45 67', position: 'Buyer', description: 'x' },
			{ title: 'Somebody', phone: '+46 (0)70 1234567' },
			{ title: 'Nobody else', email: 'nobody@example.com' },
		);
		const groups = await findDuplicates(office.scope, query());
		expect(groups).toEqual([
			expect.objectContaining({
				type: 'contact',
				size: 3,
				masterId: two!.id,
				masterTitle: 'anna  berg',
				duplicateIds: [one!.id, three!.id],
				why: 'Same Name (anna berg), same Phone (701234567).',
				compared: ['Name', 'Email', 'Phone'],
			}),
		]);
		expect(groups[0]!.records.map(({ id }) => id)).toEqual([two!.id, one!.id, three!.id]);
		expect(groups[0]!.matches).toEqual([
			{ field: 'title', label: 'Name', value: 'anna berg', ids: [two!.id, one!.id] },
			{ field: 'phone', label: 'Phone', value: '701234567', ids: [two!.id, three!.id] },
		]);
		expect(await findDuplicatesOf(office.scope, refOf(one!), query())).toMatchObject({
			isDuplicate: true,
			size: 2,
			masterId: two!.id,
			duplicateIds: [one!.id],
		});
		expect(await findDuplicatesOf(office.scope, refOf(four!), query())).toMatchObject({
			isDuplicate: false,
			size: 1,
			masterId: four!.id,
			duplicateIds: [],
			why: 'No other record has the same Name or Email.',
		});
	});

	test('all fields must match, chosen fields only, and only records that meet the conditions', async () => {
		await office.add(
			'company',
			{ title: 'Acme', website: 'https://www.acme.com/en' },
			{ title: 'ACME', website: 'acme.com' },
			{ title: 'Acme' },
			{ title: 'Other', website: 'http://acme.com' },
		);
		const sizes = async (more: object) => (await findDuplicates(office.scope, query({ type: 'company', ...more }))).map(({ size }) => size);
		expect(await sizes({})).toEqual([4]);
		expect(await sizes({ fields: ['website'] })).toEqual([3]);
		expect(await sizes({ fields: ['title', 'website'], match: 'all' })).toEqual([2]);
		expect(await sizes({ conditions: [{ field: 'title', operator: 'is', value: 'Other' }] })).toEqual([]);
		expect(await findDuplicates(office.scope, query({ type: 'company' }), 0)).toEqual([]);
		await expect(sizes({ fields: ['nope'] })).rejects.toEqual(refusal('notFound', 'nope'));
		await expect(findDuplicatesOf(office.scope, { type: 'company', id: '999' }, query({ type: 'company' }))).rejects.toEqual(
			refusal('notFound', '999'),
		);
	});

	test('100,000 records are compared', async () => {
		for (let batch = 0; batch < 20; batch++) {
			await office.add(
				'contact',
				...Array.from({ length: 5000 }, (_, index) => ({
					title: `Person ${batch * 5000 + index}`,
					email: `p${(batch * 5000 + index) % 99_990}@example.com`,
					description: 'x'.repeat(500),
				})),
			);
		}
		const groups = await findDuplicates(office.scope, query({ fields: ['email'] }));
		expect(groups).toHaveLength(10);
		expect(groups.every(({ size }) => size === 2)).toBe(true);
	}, 480_000);
});
