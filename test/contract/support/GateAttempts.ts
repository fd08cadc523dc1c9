import { heldToGates } from '../../../src/automation/engine/effects/heldToGates';
import type { Operation } from '../../../src/automation/engine/effects/Operation';
import { runEffects } from '../../../src/automation/engine/effects/runEffects';
import { scopeOf, type Scope } from '../../../src/automation/engine/Scope';
import { changeStages } from '../../../src/automation/families/records/changeStages';
import { importRows } from '../../../src/automation/families/records/importRows';
import { mergeRecords } from '../../../src/automation/families/records/mergeRecords';
import { createRecords, updateRecords } from '../../../src/automation/families/records/records';
import { restoreRecords } from '../../../src/automation/families/records/restoreRecords';
import { upsertRecords } from '../../../src/automation/families/records/upsertRecords';
import { CrmError } from '../../../src/model/CrmError';
import type { CrmRecord, Values } from '../../../src/model/record';
import { NO_GATE } from '../../../src/model/stageGates';
import type { User } from '../../../src/model/user';
import type { OutsideConnection } from './ContractSubject';
import { SeededRandom } from './SeededRandom';
import { NOBODY, only, refOf, type World } from './World';

const STAGES = ['visiting:planned', 'visiting:going', 'visiting:paid', 'visiting:refused', 'followUp:called', 'followUp:closed'] as const;
const RECORDS = 40;

/** What a record has beside its values; it keeps this for as long as the attempts last. */
interface Belongings {
	openTasks: boolean;
	contract: boolean;
}

const NOTHING: Belongings = { openTasks: false, contract: false };

/** A way to bring records to stages. Gives whether it should have passed, and whether it did. */
type Way = (record: CrmRecord) => Promise<{ may: boolean; did: boolean }>;

/**
 * Tries to bring records to stages by every way there is, with and without what the stages ask for, and judges each attempt by
 * rules of its own: what the gates below say, written once more.
 */
export class GateAttempts {
	/** How often each way was refused and let through. */
	readonly counts = new Map<string, { refused: number; passed: number }>();
	/** Attempts that ended otherwise than they should have. */
	readonly wrong: string[] = [];
	/** Values of the records before the first attempt, by id. */
	readonly atStart = new Map<string, Values>();
	private readonly belongings = new Map<string, Belongings>();
	private readonly world: World;
	private readonly random: SeededRandom;
	private readonly outside: OutsideConnection | undefined;
	private readonly ids: string[] = [];
	private readonly users: Array<User | undefined> = [undefined];
	private step = 0;

	constructor(world: World, seed: number, outside: OutsideConnection | undefined) {
		this.world = world;
		this.random = new SeededRandom(seed);
		this.outside = outside;
	}

	/** The gates, the people and the records. */
	async prepare(): Promise<void> {
		const { world } = this;
		const { stageGates } = world.companions;
		// Where the CRM knows our users' roles no better than we, they are allowed everything for now.
		for (const role of ['agent', 'manager']) await world.companions.permissions.save(role, undefined);
		for (const draft of [{ role: 'agent' }, { role: 'manager', groups: ['north'] }, { role: 'manager' }])
			this.users.push(await world.user(draft));
		await stageGates.save('visiting:going', 'entering', { ...NO_GATE, fields: ['note'] });
		await stageGates.save('visiting:paid', 'entering', { ...NO_GATE, fields: ['note', 'distance'], noOpenTasks: true });
		await stageGates.save('visiting:paid', 'leaving', { ...NO_GATE, roles: ['agent'] });
		const document = world.crm.documents === undefined ? null : { section: 'Contract' };
		await stageGates.save('followUp:closed', 'entering', { ...NO_GATE, document, groups: ['north'] });
		for (const record of await world.visits(Array.from({ length: RECORDS }, (_, index) => ({ externalId: `attempt-${index}` })))) {
			this.ids.push(record.id);
			this.atStart.set(record.id, record.values);
			this.belongings.set(record.id, await this.furnish(record));
		}
	}

	/** One attempt by a random way. */
	async attempt(): Promise<void> {
		const ways = Object.entries(this.ways());
		const [name, way] = this.random.pick(ways);
		const record = (await this.world.crm.get({ type: 'visit', id: this.random.pick(this.ids) }))!;
		const { may, did } = await way(record);
		const count = this.counts.get(name) ?? { refused: 0, passed: 0 };
		if (did) count.passed++;
		else count.refused++;
		this.counts.set(name, count);
		if (may !== did) this.wrong.push(`${name} ${this.step}: ${did ? 'passed' : 'was refused'}; record ${JSON.stringify(record)}`);
	}

	/** Whether a record may be as it is after, which was as it is before. */
	mayBecome(before: Values | undefined, after: Values, { openTasks, contract }: Belongings, actor: User | undefined): boolean {
		const [from, to] = [before?.['stage'], after['stage']];
		if (from === to) return true;
		const noted = after['note'] !== null && after['note'] !== undefined;
		const measured = after['distance'] !== null && after['distance'] !== undefined;
		const filed = contract || this.world.crm.documents === undefined;
		if (from === 'visiting:paid' && actor?.role !== 'agent') return false;
		if (to === 'visiting:going') return noted;
		if (to === 'visiting:paid') return noted && measured && !openTasks;
		return to !== 'followUp:closed' || (filed && actor !== undefined && actor.groups.includes('north'));
	}

	/** Of a record that was made by an attempt: nothing. */
	belongingsOf(id: string | undefined): Belongings {
		return (id === undefined ? undefined : this.belongings.get(id)) ?? NOTHING;
	}

	actorOf(id: string | undefined): User | undefined {
		return this.users.find((user) => user?.id === id);
	}

	private async furnish(record: CrmRecord): Promise<Belongings> {
		const { crm } = this.world;
		const has = { openTasks: this.random.chance(0.3), contract: crm.documents !== undefined && this.random.chance(0.5) };
		if (has.openTasks) await this.world.task({ record: refOf(record) });
		const file = { record: refOf(record), name: 'a.pdf', mediaType: 'application/pdf', section: 'Contract', content: new Uint8Array([1]) };
		if (has.contract) await crm.documents!.create([file], NOBODY);
		return has;
	}

	private ways(): Record<string, Way> {
		const { crm } = this.world;
		return {
			update: async (record) => await this.perform(updateRecords, record, this.values(), (values) => ({ ...refOf(record), values })),
			changeStage: async (record) =>
				await this.perform(
					changeStages,
					record,
					{ stage: this.random.pick(STAGES) },
					({ stage }) => ({ ...refOf(record), stage: stage as string }),
					{
						only: (stage) => stage.split(':')[0] === record.values['pipeline'],
					},
				),
			create: async () =>
				await this.perform(createRecords, undefined, this.values(), (values) => ({ type: 'visit', values: { title: 'New', ...values } })),
			upsert: async (record) =>
				await this.perform(upsertRecords, record, this.values(), (values) => ({
					type: 'visit',
					matchField: 'externalId',
					values: { externalId: record.values['externalId'], ...values },
				})),
			import: async (record) =>
				await this.perform(importRows, record, this.values(), (values) => ({
					type: 'visit',
					matchField: 'externalId',
					values: { externalId: record.values['externalId'], ...values },
					row: 2,
				})),
			list: async (record) => await this.list(record),
			...(crm.relink === undefined ? {} : { merge: async (record) => await this.merge(record) }),
			...(crm.restore === undefined ? {} : { restore: async (record) => await this.restore(record) }),
			...(this.outside === undefined ? {} : this.statements(this.outside)),
		};
	}

	/** Mostly a stage, sometimes with values that it asks for, sometimes emptied. */
	private values(): Values {
		const value = <T>(filled: T) => (this.random.chance(0.6) ? filled : null);
		const stage = this.random.pick(STAGES);
		return {
			pipeline: stage.split(':')[0]!,
			stage,
			...(this.random.chance(0.4) ? { note: value(this.random.word()) } : {}),
			...(this.random.chance(0.4) ? { distance: value(this.random.below(100)) } : {}),
		};
	}

	private scope(): Scope {
		return scopeOf(this.world, this.world.clock, 'UTC');
	}

	private async perform<Input>(
		operation: Operation<Input, unknown>,
		record: CrmRecord | undefined,
		values: Values,
		inputOf: (values: Values) => Input,
		{ only: fits = () => true }: { only?: (stage: string) => boolean } = {},
	): Promise<{ may: boolean; did: boolean }> {
		if (!fits(values['stage'] as string)) return { may: true, did: true };
		const actor = this.random.pick(this.users);
		const write = actor === undefined ? NOBODY : { actor: actor.id };
		const call = { key: `attempt ${++this.step}`, input: inputOf(values), write };
		const outcome = only(await runEffects(this.scope(), operation, [call], 'each'));
		if (!outcome.ok && !(outcome.error instanceof CrmError && outcome.error.code === 'gateClosed')) throw outcome.error;
		const has = this.belongingsOf(record?.id);
		return { may: this.mayBecome(record?.values, { ...record?.values, ...values }, has, actor), did: outcome.ok };
	}

	/** Several records by one call of the port: one that may not pass keeps all of them. */
	private async list(record: CrmRecord): Promise<{ may: boolean; did: boolean }> {
		const actor = this.random.pick(this.users);
		const others = await Promise.all(
			[this.random.pick(this.ids), this.random.pick(this.ids)].map(async (id) => await this.world.crm.get({ type: 'visit', id })),
		);
		const records = [...new Map([record, ...others.map((one) => one!)].map((one) => [one.id, one])).values()];
		const changes = records.map(({ id }) => ({ id, values: this.values() }));
		const may = changes.every(({ id, values }, index) =>
			this.mayBecome(records[index]!.values, { ...records[index]!.values, ...values }, this.belongingsOf(id), actor),
		);
		const write = actor === undefined ? NOBODY : { actor: actor.id };
		return { may, did: await succeeds(heldToGates(this.scope()).crm.update('visit', changes, write)) };
	}

	private async merge(record: CrmRecord): Promise<{ may: boolean; did: boolean }> {
		const duplicate = await this.world.visit();
		return await this.perform(mergeRecords, record, this.values(), (values) => ({
			...refOf(record),
			duplicates: [duplicate.id],
			usual: 'fillEmpty' as never,
			values,
		}));
	}

	/** Back to where it was, whatever the stage asks for. */
	private async restore(record: CrmRecord): Promise<{ may: boolean; did: boolean }> {
		await this.world.crm.remove([refOf(record)], NOBODY);
		const call = { key: `attempt ${++this.step}`, input: refOf(record), write: NOBODY };
		const outcome = only(await runEffects(this.scope(), restoreRecords, [call], 'each'));
		const restored = await this.world.crm.get(record);
		return { may: true, did: outcome.ok && restored?.values['stage'] === record.values['stage'] };
	}

	/** What a person writes at the `sqlite3` shell or psql. */
	private statements({ database, table, run }: OutsideConnection): Record<string, Way> {
		const custom = (values: Values) =>
			`'${JSON.stringify(Object.fromEntries(['note', 'distance'].flatMap((name) => (values[name] === null || values[name] === undefined ? [] : [[name, values[name]]]))))}'`;
		const place = ({ stage }: Values) => `pipeline_id = '${String(stage).split(':')[0]}', stage_id = '${String(stage)}'`;
		const judged = async (record: CrmRecord | undefined, after: Values, statement: string) => {
			const has = this.belongingsOf(record?.id);
			return { may: this.mayBecome(record?.values, after, has, undefined), did: await succeeds(run(statement)) };
		};
		const merged = (record: CrmRecord) => ({ ...record.values, ...this.values() });
		const columns = '(id, type, title, pipeline_id, stage_id, external_id, custom)';
		const row = (id: string, after: Values, externalId: string) =>
			`(${id}, 'visit', 'x', '${String(after['stage']).split(':')[0]}', '${String(after['stage'])}', ${externalId}, ${custom(after)})`;
		const given = database === 'SQLite' ? '' : 'overriding system value';
		return {
			'sql update': async (record) => {
				const after = { ...record.values, stage: this.random.pick(STAGES) };
				return await judged(record, after, `update ${table('record')} set ${place(after)} where id = ${record.id}`);
			},
			'sql update with values': async (record) => {
				const after = merged(record);
				return await judged(
					record,
					after,
					`update ${table('record')} set ${place(after)}, custom = ${custom(after)} where id = ${record.id}`,
				);
			},
			'sql insert': async () => {
				const after = this.values();
				const statement = `insert into ${table('record')} (type, title, pipeline_id, stage_id, custom) values ('visit', 'x', '${String(after['stage']).split(':')[0]}', '${String(after['stage'])}', ${custom(after)})`;
				return await judged(undefined, after, statement);
			},
			'sql replace': async (record) => {
				const after = merged(record);
				const values = row(record.id, after, `'${String(record.values['externalId'])}'`);
				const statement =
					database === 'SQLite'
						? `insert or replace into ${table('record')} ${columns} values ${values}`
						: `insert into ${table('record')} ${columns} ${given} values ${values} on conflict (id) do update set pipeline_id = excluded.pipeline_id, stage_id = excluded.stage_id, custom = excluded.custom`;
				return await judged(record, after, statement);
			},
			'sql in the bin': async (record) => {
				await this.world.crm.remove([refOf(record)], NOBODY);
				const stage = this.random.pick(STAGES);
				const did = await succeeds(run(`update ${table('deleted_record')} set stage_id = '${stage}' where id = ${record.id}`));
				await this.world.crm.restore!([refOf(record)], NOBODY);
				return { may: stage === record.values['stage'], did };
			},
		};
	}
}

async function succeeds(work: Promise<unknown>): Promise<boolean> {
	return await work.then(
		() => true,
		(error: unknown) => {
			const text = String(error instanceof Error ? error.message : error);
			if (/cannot (go to|leave)|comes back to the stage/.test(text)) return false;
			throw error;
		},
	);
}
