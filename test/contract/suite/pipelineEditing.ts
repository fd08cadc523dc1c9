import type { SchemaEditor } from '../../../src/crm/Crm';
import type { Pipeline, Stage } from '../../../src/model/recordType';
import type { ContractSubject } from '../support/ContractSubject';
import { expectRefusal } from '../support/refusal';
import { NOBODY, only, openFor } from '../support/World';

/** Defining pipelines and stages. */
export function describePipelineEditing(subject: ContractSubject): void {
	describe('pipeline editing', () => {
		const world = openFor(subject);

		if (subject.lacks.includes('schema')) {
			it('a stage that nobody defined is refused, since it cannot be defined from here', async () => {
				expect(world.crm.schema).toBeUndefined();
				await expectRefusal(world.visit({ stage: 'visiting:undefined' }), 'notFound', 'visiting:undefined');
			});
			return;
		}

		const editor = (): SchemaEditor => world.crm.schema!;
		let types = 0;
		/** A type of its own for a test, with one pipeline. */
		async function route(...names: string[]): Promise<Pipeline> {
			types++;
			const type = `route${types}`;
			await editor().saveRecordType({ name: type, label: type, pluralLabel: type });
			const pipeline = { id: `${type}Line`, name: 'Line', recordType: type, stages: names.map((name) => stage(`${type}Line`, name)) };
			await editor().savePipeline(pipeline);
			return pipeline;
		}

		const described = async (pipeline: Pipeline) => (await world.crm.describe(pipeline.recordType)).pipelines;

		it('the first pipeline of a type is the default for new records', async () => {
			const pipeline = await route('start', 'end');
			await editor().savePipeline({ ...pipeline, id: 'aaaSecond', stages: [stage('aaaSecond', 'other')] });
			const record = only(await world.crm.create(pipeline.recordType, [{ values: { title: 'x' } }], NOBODY));
			expect(record.values).toMatchObject({ pipeline: pipeline.id, stage: `${pipeline.id}:start` });
		});

		it('defining a pipeline twice is the same as defining it once', async () => {
			const pipeline = await route('start', 'end');
			await editor().savePipeline(pipeline);
			expect(await described(pipeline)).toEqual([pipeline]);
		});

		it('stages can be renamed, put into another order and added, and records keep theirs', async () => {
			const pipeline = await route('start', 'middle', 'end');
			const record = only(
				await world.crm.create(pipeline.recordType, [{ values: { title: 'x', stage: `${pipeline.id}:middle` } }], NOBODY),
			);
			const [start, middle, end] = pipeline.stages as [Stage, Stage, Stage];
			const added = stage(pipeline.id, 'added');
			const changed = {
				...pipeline,
				name: 'Other line',
				stages: [end, added, { ...middle, name: 'Halfway', kind: 'won' as const }, start],
			};
			await editor().savePipeline(changed);
			expect(await described(pipeline)).toEqual([changed]);
			expect(await world.crm.get(record)).toEqual(record);
			const moved = only(await world.crm.update(pipeline.recordType, [{ id: record.id, values: { stage: added.id } }], NOBODY));
			expect(moved.values).toMatchObject({ stage: added.id });
		});

		it('a stage without records can go, and then takes none', async () => {
			const pipeline = await route('start', 'unused');
			await editor().savePipeline({ ...pipeline, stages: pipeline.stages.slice(0, 1) });
			expect(only(await described(pipeline)).stages).toEqual(pipeline.stages.slice(0, 1));
			const gone = `${pipeline.id}:unused`;
			await expectRefusal(world.crm.create(pipeline.recordType, [{ values: { title: 'x', stage: gone } }], NOBODY), 'notFound', gone);
		});

		it('a stage that has records cannot go, and then the whole pipeline stays as it was', async () => {
			const pipeline = await route('start', 'used', 'end');
			await world.crm.create(pipeline.recordType, [{ values: { title: 'x', stage: `${pipeline.id}:used` } }], NOBODY);
			const without = { ...pipeline, name: 'Renamed', stages: [pipeline.stages[0]!, stage(pipeline.id, 'fresh')] };
			await expectRefusal(editor().savePipeline(without), 'conflict', 'used');
			expect(await described(pipeline)).toEqual([pipeline]);
		});

		it('a stage whose records have left or are deleted can go', async () => {
			const pipeline = await route('start', 'left');
			const drafts = ['moves', 'dies'].map((title) => ({ values: { title, stage: `${pipeline.id}:left` } }));
			const [moves, dies] = await world.crm.create(pipeline.recordType, drafts, NOBODY);
			await world.crm.update(pipeline.recordType, [{ id: moves!.id, values: { stage: `${pipeline.id}:start` } }], NOBODY);
			await world.crm.remove([dies!], NOBODY);
			await editor().savePipeline({ ...pipeline, stages: pipeline.stages.slice(0, 1) });
			expect(only(await described(pipeline)).stages).toEqual(pipeline.stages.slice(0, 1));
		});

		it('a pipeline without records can be deleted, and its stages are gone', async () => {
			const pipeline = await route('start');
			await editor().savePipeline({ ...pipeline, id: 'spare', name: 'Spare', stages: [stage('spare', 'one')] });
			await editor().removePipeline('spare');
			expect(await described(pipeline)).toEqual([pipeline]);
			await expectRefusal(
				world.crm.create(pipeline.recordType, [{ values: { title: 'x', stage: 'spare:one' } }], NOBODY),
				'notFound',
				'spare:one',
			);
			await expectRefusal(editor().removePipeline('spare'), 'notFound', 'spare');
		});

		it('a pipeline that has records cannot be deleted', async () => {
			const pipeline = await route('start');
			await world.crm.create(
				pipeline.recordType,
				['a', 'b'].map((title) => ({ values: { title } })),
				NOBODY,
			);
			await expectRefusal(editor().removePipeline(pipeline.id), 'conflict', '2 records');
			expect(await described(pipeline)).toEqual([pipeline]);
		});

		it('a pipeline keeps its rules until they are lifted', async () => {
			const pipeline = await route('start', 'end');
			const strict = { ...pipeline, skipping: 'forbidden' as const, backwards: 'forbidden' as const };
			await editor().savePipeline(strict);
			await world.reopen();
			expect(await described(pipeline)).toEqual([strict]);
			await editor().savePipeline(pipeline);
			expect(await described(pipeline)).toEqual([pipeline]);
		});

		it('where skipping is forbidden, a record moves stage by stage, and to a lost stage from anywhere', async () => {
			const pipeline = await route('start', 'middle', 'end');
			const lost = { ...stage(pipeline.id, 'lost'), kind: 'lost' as const };
			await editor().savePipeline({ ...pipeline, stages: [...pipeline.stages, lost], skipping: 'forbidden' });
			const draft = { values: { title: 'Step by step' } };
			const [a, b] = await world.crm.create(pipeline.recordType, [draft, draft], NOBODY);
			const move = async (id: string, to: string, more = {}) =>
				await world.crm.update(pipeline.recordType, [{ id, values: { stage: `${pipeline.id}:${to}`, ...more } }], NOBODY);
			await expectRefusal(move(a!.id, 'end', { title: 'Renamed' }), 'invalidValue', 'Step by step');
			await expectRefusal(move(a!.id, 'end'), 'invalidValue', 'middle');
			expect(await world.crm.get(a!)).toEqual(a);
			for (const to of ['middle', 'end', 'start'])
				expect(only(await move(a!.id, to)).values).toMatchObject({ stage: `${pipeline.id}:${to}` });
			expect(only(await move(b!.id, 'lost')).values).toMatchObject({ stage: lost.id });
			await expectRefusal(move(b!.id, 'end'), 'invalidValue');
		});

		it('one of many moves that breaks a rule undoes them all, and is named', async () => {
			const pipeline = await route('start', 'middle', 'end');
			await editor().savePipeline({ ...pipeline, backwards: 'forbidden' });
			const records = await world.crm.create(
				pipeline.recordType,
				['start', 'end'].map((name) => ({ values: { title: name, stage: `${pipeline.id}:${name}` } })),
				NOBODY,
			);
			const moves = records.map(({ id }) => ({ id, values: { stage: `${pipeline.id}:middle` } }));
			await expect(world.crm.update(pipeline.recordType, moves, NOBODY)).rejects.toMatchObject({ code: 'invalidValue', index: 1 });
			expect(await world.crm.get(records[0]!)).toEqual(records[0]);
			const twice = [moves[0]!, { id: records[0]!.id, values: { stage: `${pipeline.id}:start` } }];
			await expectRefusal(world.crm.update(pipeline.recordType, twice, NOBODY), 'invalidValue', 'go back');
		});

		it('a pipeline of an unknown type is refused', async () => {
			const pipeline = { id: 'orbit', name: 'Orbit', recordType: 'spaceship', stages: [stage('orbit', 'up')] };
			await expectRefusal(editor().savePipeline(pipeline), 'notFound', 'spaceship');
		});

		it('another connection moves records to a new stage at once', async () => {
			const pipeline = await route('start');
			const other = await world.openAnother();
			await other.crm.describe(pipeline.recordType);
			const record = only(await world.crm.create(pipeline.recordType, [{ values: { title: 'x' } }], NOBODY));
			const next = stage(pipeline.id, 'next');
			await editor().savePipeline({ ...pipeline, stages: [...pipeline.stages, next] });
			const moved = only(await other.crm.update(pipeline.recordType, [{ id: record.id, values: { stage: next.id } }], NOBODY));
			expect(moved.values).toMatchObject({ stage: next.id });
		});

		it('pipelines are the same after a restart', async () => {
			const pipeline = await route('one', 'two', 'three');
			await world.reopen();
			expect(await described(pipeline)).toEqual([pipeline]);
		});
	});
}

function stage(pipeline: string, name: string): Stage {
	return { id: `${pipeline}:${name}`, name, kind: 'open' };
}
