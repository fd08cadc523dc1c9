import { heldToGates } from '../../../src/automation/engine/effects/heldToGates';
import { scopeOf } from '../../../src/automation/engine/Scope';
import { runEffects } from '../../../src/automation/engine/effects/runEffects';
import { dryRunOf } from '../../../src/automation/words/output/dryRunOf';
import { changeStages } from '../../../src/automation/families/records/changeStages';
import { NO_GATE, type Gate, type GateSide } from '../../../src/model/stageGates';
import type { CrmRecord, Values } from '../../../src/model/record';
import type { WriteContext } from '../../../src/model/write';
import type { ContractSubject } from '../support/ContractSubject';
import { expectRefusal } from '../support/refusal';
import { NOBODY, only, openFor, refOf } from '../support/World';

const GOING = 'visiting:going';
const PAID = 'visiting:paid';

/** What stages ask for: kept, and held to by whatever writes. */
export function describeStageGates(subject: ContractSubject): void {
	describe('gates of stages', () => {
		const world = openFor(subject);
		const scope = () => scopeOf(world, world.clock, 'Europe/Warsaw');
		const crm = () => heldToGates(scope()).crm;
		const gates = () => world.companions.stageGates;
		const set = async (stage: string, side: GateSide, gate: Partial<Gate>) => await gates().save(stage, side, { ...NO_GATE, ...gate });
		const move = async (record: CrmRecord, values: Values, write: WriteContext = NOBODY) =>
			only(await crm().update('visit', [{ id: record.id, values }], write));
		const stageOf = async (record: CrmRecord) => (await world.crm.get(record))?.values['stage'];

		afterEach(async () => {
			for (const [stage, sides] of await gates().find()) {
				for (const side of Object.keys(sides)) await gates().save(stage, side as GateSide, undefined);
			}
		});

		it('what a stage asks for is kept, each name once, until it asks for nothing', async () => {
			const user = await world.user();
			const gate: Gate = {
				fields: ['note', 'title', 'doctor'],
				noOpenTasks: true,
				document: { section: 'Contract' },
				roles: ['agent'],
				groups: ['north', 'south'],
				users: [user.id],
			};
			await set(PAID, 'entering', { ...gate, fields: [...gate.fields, 'note'] });
			await set(PAID, 'leaving', { fields: ['body'] });
			await set(GOING, 'entering', { noOpenTasks: true });
			await world.reopen();
			expect(Object.fromEntries(await gates().find())).toEqual({
				[PAID]: { entering: gate, leaving: { ...NO_GATE, fields: ['body'] } },
				[GOING]: { entering: { ...NO_GATE, noOpenTasks: true } },
			});
			await set(PAID, 'leaving', {});
			await gates().save(GOING, 'entering', undefined);
			expect(Object.fromEntries(await gates().find())).toEqual({ [PAID]: { entering: gate } });
		});

		it.each([
			['a stage', 'visiting:nowhere', {}, 'visiting:nowhere'],
			['a field', PAID, { fields: ['colour'] }, 'colour'],
			['its own place as a field', PAID, { fields: ['stage'] }, 'stage'],
			['a role', PAID, { roles: ['emperor'] }, 'emperor'],
			['a group', PAID, { groups: ['west'] }, 'west'],
			['a user', PAID, { users: ['99999'] }, '99999'],
		])('%s that is not there is refused, and what there was stays', async (_, stage, gate, naming) => {
			await set(PAID, 'entering', { fields: ['note'] });
			await expectRefusal(set(stage, 'entering', gate), 'notFound', naming);
			expect((await gates().find()).get(PAID)).toEqual({ entering: { ...NO_GATE, fields: ['note'] } });
		});

		it('a record goes in with what the stage asks for, also with the same write, and not without', async () => {
			await set(PAID, 'entering', { fields: ['note', 'tags'] });
			const record = await world.visit({ title: 'Ward, 3 rooms' });
			await expectRefusal(
				move(record, { stage: PAID }),
				'gateClosed',
				'"Ward, 3 rooms" cannot go to "Paid": Note is empty, Tags is empty.',
			);
			expect(await stageOf(record)).not.toBe(PAID);
			await expectRefusal(move(record, { stage: PAID, note: 'x', tags: [] }), 'gateClosed', 'Tags is empty.');
			expect((await move(record, { stage: PAID, note: 'x', tags: ['vip'] })).values).toMatchObject({ stage: PAID, note: 'x' });
		});

		it('a record that is there already may be changed, and goes out, whatever is missing', async () => {
			const record = await world.visit({ stage: PAID, note: 'x' });
			await set(PAID, 'entering', { fields: ['note'] });
			expect((await move(record, { stage: PAID, note: null })).values).toMatchObject({ stage: PAID, note: null });
			expect((await move(record, { stage: GOING })).values).toMatchObject({ stage: GOING });
		});

		it('a record goes out with what its stage asks for only', async () => {
			await set(GOING, 'leaving', { fields: ['note'] });
			const record = await world.visit({ title: 'Out', stage: GOING });
			await expectRefusal(move(record, { stage: 'visiting:planned' }), 'gateClosed', '"Out" cannot leave "Going": Note is empty.');
			await expectRefusal(move(record, { pipeline: 'followUp' }), 'gateClosed', 'Note is empty.');
			expect((await move(record, { pipeline: 'followUp', note: 'x' })).values).toMatchObject({ stage: 'followUp:called' });
		});

		it('both stages may ask for something', async () => {
			await set(GOING, 'leaving', { fields: ['note'] });
			await set(PAID, 'entering', { fields: ['note', 'body'] });
			const record = await world.visit({ title: 'Both', stage: GOING });
			const said = '"Both" cannot leave "Going" and go to "Paid": Note is empty, Body is empty.';
			await expectRefusal(move(record, { stage: PAID }), 'gateClosed', said);
		});

		it('a new record is held to it too, also at the stage where new ones begin', async () => {
			await set(PAID, 'entering', { fields: ['note'], noOpenTasks: true });
			await set('visiting:planned', 'entering', { fields: ['note'] });
			const create = async (values: Values) => only(await crm().create('visit', [{ values: { title: 'New', ...values } }], NOBODY));
			await expectRefusal(create({ stage: PAID }), 'gateClosed', '"New" cannot go to "Paid": Note is empty.');
			await expectRefusal(create({}), 'gateClosed', 'cannot go to "Planned"');
			await expectRefusal(create({ pipeline: 'visiting' }), 'gateClosed', 'cannot go to "Planned"');
			expect((await create({ pipeline: 'followUp' })).values).toMatchObject({ stage: 'followUp:called' });
			expect((await create({ stage: PAID, note: 'x' })).values).toMatchObject({ stage: PAID });
		});

		it('its open tasks are counted, and only its own', async () => {
			await set(PAID, 'entering', { noOpenTasks: true });
			const [record, other] = await world.visits([{ title: 'Busy' }, {}]);
			const tasks = [await world.task({ record: refOf(record!) }), await world.task({ record: refOf(record!), status: 'deferred' })];
			await world.task({ record: refOf(record!), status: 'completed' });
			await world.task({ record: refOf(other!) });
			await expectRefusal(move(record!, { stage: PAID }), 'gateClosed', '"Busy" cannot go to "Paid": 2 tasks are open.');
			await world.crm.tasks.update([{ id: tasks[0]!.id, status: 'completed' }], NOBODY);
			await expectRefusal(move(record!, { stage: PAID }), 'gateClosed', 'one task is open.');
			await world.crm.tasks.update([{ id: tasks[1]!.id, status: 'cancelled' }], NOBODY);
			expect((await move(record!, { stage: PAID })).values).toMatchObject({ stage: PAID });
		});

		it('only those who may do it: by role, group, or name; not the system', async () => {
			const [agent, north, named, other] = await Promise.all([
				world.user({ role: 'agent' }),
				world.user({ groups: ['north'] }),
				world.user({ name: 'Nora Named' }),
				world.user({ name: 'Otto Other', role: 'manager', groups: ['south'] }),
			]);
			await set(PAID, 'entering', { roles: ['agent'], groups: ['north'], users: [named.id] });
			const record = await world.visit({ title: 'Guarded' });
			const only = 'only the role "agent", the group "north" or Nora Named may move it there';
			await expectRefusal(move(record, { stage: PAID }), 'gateClosed', `${only}, and this step acts for nobody.`);
			await expectRefusal(move(record, { stage: PAID }, { actor: other.id }), 'gateClosed', `${only}, and Otto Other is not among them.`);
			for (const { id } of [agent, north, named]) {
				expect((await move(record, { stage: PAID }, { actor: id })).values).toMatchObject({ stage: PAID });
				await move(record, { stage: GOING });
			}
		});

		it('of several records none is written, and the refused one is named', async () => {
			await set(PAID, 'entering', { fields: ['note'] });
			const records = await world.visits([{ note: 'x' }, { note: 'x' }, {}]);
			const changes = records.map(({ id }) => ({ id, values: { stage: PAID } }));
			await expect(crm().update('visit', changes, NOBODY)).rejects.toMatchObject({
				code: 'gateClosed',
				index: 2,
				missing: [{ kind: 'field', field: 'note' }],
			});
			expect(await Promise.all(records.map(stageOf))).not.toContain(PAID);
		});

		it('a record that is changed twice by one call passes by what the first change makes of it', async () => {
			await set(PAID, 'entering', { fields: ['note'] });
			const { id } = await world.visit();
			const twice = await crm().update(
				'visit',
				[
					{ id, values: { note: 'x' } },
					{ id, values: { stage: PAID } },
				],
				NOBODY,
			);
			expect(twice[1]!.values).toMatchObject({ stage: PAID });
		});

		it('a dry run is refused as the step would be, and a step that may pass writes nothing', async () => {
			await set(PAID, 'entering', { fields: ['note'] });
			const [bare, ready] = await world.visits([{}, { note: 'x' }]);
			const calls = [bare!, ready!].map(({ type, id }) => ({ key: `dry ${id}`, input: { type, id, stage: 'Paid' }, write: NOBODY }));
			const outcomes = await runEffects(scope(), changeStages, calls, dryRunOf(changeStages, calls));
			expect(outcomes).toEqual([
				{ ok: false, error: expect.objectContaining({ code: 'gateClosed' }) },
				expect.objectContaining({ ok: true }),
			]);
			expect(await Promise.all([bare!, ready!].map(stageOf))).not.toContain(PAID);
			expect(await runEffects(scope(), changeStages, calls, 'each')).toEqual([
				{ ok: false, error: expect.objectContaining({ code: 'gateClosed' }) },
				expect.objectContaining({ ok: true, result: expect.objectContaining({ moved: true }) }),
			]);
			expect(await stageOf(ready!)).toBe(PAID);
		});

		if (!subject.lacks.includes('documents')) {
			it('a document must be there, of the section and the kind that are asked for', async () => {
				const attach = async (record: CrmRecord, section: string, kind: string | null) =>
					await world.crm.documents!.create(
						[{ record: refOf(record), name: `${section}.pdf`, mediaType: 'application/pdf', section, kind, content: new Uint8Array([1]) }],
						NOBODY,
					);
				await set(PAID, 'entering', { document: { section: 'Contract', kind: 'signed' } });
				await set(GOING, 'entering', { document: {} });
				const record = await world.visit({ title: 'Paper' });
				await expectRefusal(move(record, { stage: GOING }), 'gateClosed', '"Paper" cannot go to "Going": no document is attached.');
				await attach(record, 'Other', 'signed');
				await attach(record, 'Contract', null);
				const said = '"Paper" cannot go to "Paid": no document of the kind "signed" is filed under Contract.';
				await expectRefusal(move(record, { stage: PAID }), 'gateClosed', said);
				expect((await move(record, { stage: GOING })).values).toMatchObject({ stage: GOING });
				await attach(record, 'Contract', 'signed');
				expect((await move(record, { stage: PAID })).values).toMatchObject({ stage: PAID });
			});
		}

		if (!subject.lacks.includes('restore')) {
			it('a deleted record comes back to where it was; and to another stage, whose gate it must pass, when that is gone', async () => {
				const [stays, moves] = await world.visits([
					{ title: 'Stays', stage: PAID },
					{ title: 'Moves', stage: 'followUp:closed' },
				]);
				await world.crm.remove([refOf(stays!), refOf(moves!)], NOBODY);
				await set(PAID, 'entering', { fields: ['note'] });
				await set('followUp:called', 'entering', { fields: ['note'] });
				expect(only(await crm().restore!([refOf(stays!)], NOBODY)).values).toMatchObject({ stage: PAID });
				const followUp = (await world.crm.describe('visit')).pipelines.find(({ id }) => id === 'followUp')!;
				await world.crm.schema!.savePipeline({ ...followUp, stages: followUp.stages.filter(({ id }) => id !== 'followUp:closed') });
				await expectRefusal(crm().restore!([refOf(moves!)], NOBODY), 'gateClosed', '"Moves" cannot go to "Called": Note is empty.');
				await world.crm.schema!.savePipeline(followUp);
				expect(only(await crm().restore!([refOf(moves!)], NOBODY)).values).toMatchObject({ stage: 'followUp:closed' });
			});
		}

		if (!subject.lacks.includes('schema')) {
			it('a field that a stage asks for cannot be deleted, and what a stage asks for goes with it', async () => {
				await world.crm.schema!.saveField('visit', { name: 'asked', label: 'Asked', kind: 'string', required: false });
				const visiting = (await world.crm.describe('visit')).pipelines.find(({ id }) => id === 'visiting')!;
				const extra = { id: 'visiting:extra', name: 'Extra', kind: 'open' as const };
				await world.crm.schema!.savePipeline({ ...visiting, stages: [...visiting.stages, extra] });
				await set(extra.id, 'entering', { fields: ['asked'] });
				await expectRefusal(world.crm.schema!.removeField('visit', 'asked'), 'conflict', 'Extra');
				await world.crm.schema!.savePipeline({ ...visiting, name: 'Visiting again', stages: [...visiting.stages, extra] });
				expect((await gates().find()).has(extra.id)).toBe(true);
				await world.crm.schema!.savePipeline(visiting);
				expect((await gates().find()).has(extra.id)).toBe(false);
				await world.crm.schema!.removeField('visit', 'asked');
			});
		}

		if (subject.editsOutside) {
			it('an edit by another program is refused by the database, which names what is missing', async () => {
				await set(PAID, 'entering', { fields: ['note', 'responsible'], noOpenTasks: true });
				const record = await world.visit({ title: "Ward o'clock" });
				await world.task({ record: refOf(record) });
				const edit = world.editOutside({ kind: 'move', ref: refOf(record), stage: PAID });
				await expect(edit).rejects.toThrow(/cannot go to "Paid": Note is empty, Responsible is empty, one task is open\./);
				expect(await stageOf(record)).not.toBe(PAID);
			});

			it('nobody is named by another program, so that it cannot pass where only certain people may', async () => {
				await set(GOING, 'leaving', { roles: ['agent'], groups: ['north'] });
				const record = await world.visit({ stage: GOING });
				const edit = world.editOutside({ kind: 'move', ref: refOf(record), stage: PAID });
				await expect(edit).rejects.toThrow(/cannot leave "Going": only the role "agent" or the group "north" may move it\./);
				await set(GOING, 'leaving', {});
				await world.editOutside({ kind: 'move', ref: refOf(record), stage: PAID });
				expect(await stageOf(record)).toBe(PAID);
			});
		}
	});
}
