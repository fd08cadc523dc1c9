import type { SchemaEditor } from '../../../src/crm/Crm';
import { RESERVED_FIELD_NAMES, SYSTEM_FIELDS } from '../../../src/model/record';
import { FIELD_KINDS, type Field, type FieldKind } from '../../../src/model/recordType';
import { countRecords } from '../../../src/automation/engine/counts';
import type { ContractSubject } from '../support/ContractSubject';
import { expectRefusal } from '../support/refusal';
import { options } from '../support/schema';
import { all, NOBODY, only, openFor } from '../support/World';

/** Defining record types, fields, groups and roles. Pipelines: see pipelineEditing. */
export function describeSchemaEditing(subject: ContractSubject): void {
	describe('schema editing', () => {
		const world = openFor(subject);

		if (subject.lacks.includes('schema')) {
			it('a field that nobody defined is refused, since it cannot be defined from here', async () => {
				expect(world.crm.schema).toBeUndefined();
				await expectRefusal(world.visit({ undefinedField: 'x' }), 'notFound', 'undefinedField');
			});
			return;
		}

		const editor = (): SchemaEditor => world.crm.schema!;
		const custom = async (type: string) => (await world.crm.describe(type)).fields.filter((field) => !field.system);
		const makeType = async (name: string) => await editor().saveRecordType({ name, label: name.toUpperCase(), pluralLabel: `${name}s` });

		it('a new type has the system fields and takes records at once', async () => {
			await makeType('parcel');
			const description = await world.crm.describe('parcel');
			expect(description).toMatchObject({ name: 'parcel', label: 'PARCEL', pluralLabel: 'parcels', editable: true, pipelines: [] });
			expect(description.fields.map((field) => field.name)).toEqual(expect.arrayContaining([...SYSTEM_FIELDS]));
			const record = only(await world.crm.create('parcel', [{ values: { title: 'Box' } }], NOBODY));
			expect(await all(world.crm.find('parcel'))).toEqual([record]);
		});

		it('defining a type twice is the same as defining it once, with the later labels', async () => {
			await makeType('crate');
			const record = only(await world.crm.create('crate', [{ values: { title: 'Kept' } }], NOBODY));
			await editor().saveRecordType({ name: 'crate', label: 'Crate', pluralLabel: 'Crates' });
			expect((await world.crm.recordTypes()).filter((type) => type.name === 'crate')).toEqual([
				{ name: 'crate', label: 'Crate', pluralLabel: 'Crates', editable: true },
			]);
			expect(await world.crm.get(record)).toEqual(record);
		});

		it.each(['', '9lives', 'two words', 'a/b', "x'; DROP TABLE record; --", 'task', 'user', 'project'])(
			'a type cannot be called "%s"',
			async (name) => {
				const before = await world.crm.recordTypes();
				await expectRefusal(makeType(name), 'invalidValue');
				expect(await world.crm.recordTypes()).toEqual(before);
			},
		);

		it.each(FIELD_KINDS.filter((kind) => kind !== 'pipeline' && kind !== 'stage'))(
			'a field of kind %s is described as it was defined',
			async (kind) => {
				await makeType('shelf');
				const field = { ...fieldOf(kind), help: 'What people should know.' };
				await editor().saveField('shelf', field);
				expect(await custom('shelf')).toContainEqual(expect.objectContaining({ ...field, system: false }));
			},
		);

		it('defining a field twice is the same as defining it once, with the later form, at the same position', async () => {
			await makeType('drawer');
			await editor().saveField('drawer', fieldOf('number'));
			await editor().saveField('drawer', fieldOf('string'));
			await editor().saveField('drawer', { ...fieldOf('number'), label: 'Better', required: true, default: 4 });
			expect((await custom('drawer')).map(({ name, label, required }) => ({ name, label, required }))).toEqual([
				{ name: 'theNumber', label: 'Better', required: true },
				{ name: 'theString', label: 'Field of kind string', required: false },
			]);
		});

		it.each(RESERVED_FIELD_NAMES)('a field cannot take the reserved name %s', async (name) => {
			const before = await world.crm.describe('permit');
			await expectRefusal(editor().saveField('permit', { ...fieldOf('string'), name }), 'invalidValue', name);
			expect(await world.crm.describe('permit')).toEqual(before);
		});

		it.each(['', '9lives', 'two words', 'under_score', 'a.b', '__proto__', "x'; DROP TABLE record; --", 'a"b'])(
			'a field cannot be called "%s"',
			async (name) => {
				await expectRefusal(editor().saveField('permit', { ...fieldOf('string'), name }), 'invalidValue');
			},
		);

		it.each(['order', 'select', 'group', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'json', 'rowid', 'values'])(
			'a field called %s is a field like any other',
			async (name) => {
				const type = `oddity${world.name('').trim()}`;
				await makeType(type);
				await editor().saveField(type, { ...fieldOf('string'), name });
				const without = only(await world.crm.create(type, [{ values: { title: 'without' } }], NOBODY));
				expect(Object.hasOwn(without.values, name) && without.values[name]).toBeNull();
				const given = only(await world.crm.create(type, [{ values: { title: 'with', [name]: 'one' } }], NOBODY));
				const changed = only(await world.crm.update(type, [{ id: given.id, values: { [name]: 'two' } }], NOBODY));
				expect(changed.values[name]).toBe('two');
				expect(await all(world.crm.find(type, { conditions: [{ field: name, operator: 'is', value: 'two' }] }))).toEqual([changed]);
			},
		);

		it('a field of an unknown type, or one that links to an unknown type, is refused', async () => {
			await expectRefusal(editor().saveField('spaceship', fieldOf('string')), 'notFound', 'spaceship');
			await expectRefusal(editor().saveField('permit', { ...fieldOf('record'), target: 'spaceship' }), 'notFound', 'spaceship');
		});

		it('records made before a field was defined have it, empty', async () => {
			await makeType('shed');
			const old = only(await world.crm.create('shed', [{ values: { title: 'Old' } }], NOBODY));
			await editor().saveField('shed', { ...fieldOf('number'), default: 7 });
			expect((await world.crm.get(old))?.values).toMatchObject({ theNumber: null });
			const changed = only(await world.crm.update('shed', [{ id: old.id, values: { theNumber: 5 } }], NOBODY));
			expect(changed.values).toEqual({ ...old.values, theNumber: 5 });
			expect(only(await world.crm.create('shed', [{ values: { title: 'New' } }], NOBODY)).values).toMatchObject({ theNumber: 7 });
		});

		it('a type without records can be deleted with its fields and pipelines, and its name is free again', async () => {
			await makeType('wagon');
			await editor().saveField('wagon', fieldOf('string'));
			await editor().savePipeline({
				id: 'wagons',
				name: 'Wagons',
				recordType: 'wagon',
				stages: [{ id: 'wagons:on', name: 'On', kind: 'open' }],
			});
			const other = await world.openAnother();
			await other.crm.describe('wagon');
			await editor().removeRecordType('wagon');
			await expectRefusal(world.crm.describe('wagon'), 'notFound', 'wagon');
			await expectRefusal(other.crm.create('wagon', [{ values: { title: 'x' } }], NOBODY), 'notFound', 'wagon');
			await makeType('wagon');
			expect(await world.crm.describe('wagon')).toMatchObject({ pipelines: [] });
			expect(await custom('wagon')).toEqual([]);
		});

		it('a type that has records, or that a field of another type links to, cannot go', async () => {
			await makeType('barrel');
			const record = only(await world.crm.create('barrel', [{ values: { title: 'Full' } }], NOBODY));
			const before = await world.crm.describe('barrel');
			await expectRefusal(editor().removeRecordType('barrel'), 'conflict', 'one record');
			await world.crm.remove([record], NOBODY);
			await editor().saveField('shed', { ...fieldOf('record'), name: 'holds', label: 'Holds', target: 'barrel' });
			await expectRefusal(editor().removeRecordType('barrel'), 'conflict', 'Holds');
			expect(await world.crm.describe('barrel')).toEqual(before);
			await editor().removeField('shed', 'holds');
			await editor().removeRecordType('barrel');
			await expectRefusal(editor().removeRecordType('barrel'), 'notFound', 'barrel');
		});

		it('what happened to records of a type that is gone is still told', async () => {
			await makeType('cask');
			const record = only(await world.crm.create('cask', [{ values: { title: 'Told' } }], NOBODY));
			await world.crm.remove([record], NOBODY);
			await editor().removeRecordType('cask');
			const [deleted] = await world.feed.ofRecord(record, { limit: 1 });
			expect(deleted).toMatchObject({ kind: 'deleted', ref: { type: 'cask', id: record.id }, before: { title: 'Told' } });
		});

		it.each(['task', 'user', 'project'])('the type %s cannot be deleted', async (name) => {
			await expectRefusal(editor().removeRecordType(name), 'unsupported');
			expect((await world.crm.recordTypes()).map((type) => type.name)).toContain(name);
		});

		it('a deleted field is neither described nor taken; its values are there again when it is', async () => {
			await makeType('chest');
			await editor().saveField('chest', fieldOf('number'));
			const record = only(await world.crm.create('chest', [{ values: { title: 'Old', theNumber: 7 } }], NOBODY));
			await editor().removeField('chest', 'theNumber');
			expect(await custom('chest')).toEqual([]);
			await expectRefusal(world.crm.update('chest', [{ id: record.id, values: { theNumber: 8 } }], NOBODY), 'notFound', 'theNumber');
			await world.crm.update('chest', [{ id: record.id, values: { title: 'New' } }], NOBODY);
			await editor().saveField('chest', fieldOf('number'));
			expect((await world.crm.get(record))?.values).toMatchObject({ title: 'New', theNumber: 7 });
		});

		it('a field that is not there, or that every record has, cannot be deleted', async () => {
			await expectRefusal(editor().removeField('permit', 'nothing'), 'notFound', 'nothing');
			await expectRefusal(editor().removeField('spaceship', 'number'), 'notFound', 'spaceship');
			for (const name of SYSTEM_FIELDS) await expectRefusal(editor().removeField('permit', name), 'unsupported');
			await expectRefusal(editor().removeField('task', 'deadline'), 'unsupported', 'Deadline');
		});

		it('records are counted by type, stage and filled field', async () => {
			await makeType('box');
			const kinds = ['number', 'boolean', 'multiChoice', 'string'] as const;
			for (const kind of kinds) await editor().saveField('box', fieldOf(kind));
			await editor().savePipeline({
				id: 'boxes',
				name: 'Boxes',
				recordType: 'box',
				stages: ['in', 'out'].map((name) => ({ id: `boxes:${name}`, name, kind: 'open' as const })),
			});
			const full = { theNumber: 0, theBoolean: false, theMultiChoice: ['one'], theString: 'x' };
			await world.crm.create(
				'box',
				[{ values: { title: 'a', ...full } }, { values: { title: 'b', stage: 'boxes:out' } }, { values: { title: 'c' } }],
				NOBODY,
			);
			expect(await countRecords(world.crm, { type: 'box' })).toBe(3);
			expect(await countRecords(world.crm, { type: 'box', pipeline: 'boxes' })).toBe(3);
			expect(await countRecords(world.crm, { type: 'box', stage: 'boxes:out' })).toBe(1);
			for (const { name } of kinds.map(fieldOf)) expect(await countRecords(world.crm, { type: 'box', field: name })).toBe(1);
			expect(await countRecords(world.crm, { type: 'box', field: 'responsible' })).toBe(0);
			expect(await countRecords(world.crm, { type: 'user' })).toBe((await world.crm.users.find()).length);
			await expectRefusal(countRecords(world.crm, { type: 'spaceship' }), 'notFound', 'spaceship');
			await expectRefusal(countRecords(world.crm, { type: 'box', field: 'nothing' }), 'notFound', 'nothing');
		});

		it('groups and roles are kept once, and survive being saved again', async () => {
			await world.crm.users.groups.save!(['east', 'west']);
			await world.crm.users.groups.save!(['west', 'east']);
			await world.crm.users.roles.save!(['driver']);
			await world.crm.users.roles.save!(['driver']);
			const groups = await world.crm.users.groups.find();
			expect(groups.filter((name) => ['east', 'west'].includes(name)).sort()).toEqual(['east', 'west']);
			expect((await world.crm.users.roles.find()).filter((name) => name === 'driver')).toEqual(['driver']);
		});

		it('another connection works with a new type and a new field at once', async () => {
			const other = await world.openAnother();
			await other.crm.describe('permit');
			await makeType('garage');
			await editor().saveField('garage', fieldOf('number'));
			const record = only(await other.crm.create('garage', [{ values: { title: 'Seen', theNumber: 1 } }], NOBODY));
			await editor().saveField('garage', fieldOf('string'));
			expect(only(await other.crm.update('garage', [{ id: record.id, values: { theString: 'too' } }], NOBODY)).values).toMatchObject({
				theNumber: 1,
				theString: 'too',
			});
			expect(await other.crm.describe('garage')).toEqual(await world.crm.describe('garage'));
		});

		it('what was defined is there after a restart', async () => {
			const types = await world.crm.recordTypes();
			const visit = await world.crm.describe('visit');
			const groups = await world.crm.users.groups.find();
			await world.reopen();
			expect(await world.crm.recordTypes()).toEqual(types);
			expect(await world.crm.describe('visit')).toEqual(visit);
			expect(await world.crm.users.groups.find()).toEqual(groups);
		});
	});
}

function fieldOf(kind: FieldKind): Omit<Field, 'system'> {
	const name = `the${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
	const field = { name, label: `Field of kind ${kind}`, kind, required: false };
	if (kind === 'choice' || kind === 'multiChoice') return { ...field, options: options(['one', 'two']) };
	return kind === 'record' ? { ...field, target: 'clinic' } : field;
}
