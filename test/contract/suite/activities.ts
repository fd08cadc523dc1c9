import { ACTIVITY_KINDS, SAME_STEP_MINUTES, type Activity, type ActivityDraft } from '../../../src/model/activity';
import type { CrmRecord } from '../../../src/model/record';
import type { Origin } from '../../../src/model/write';
import type { ContractSubject } from '../support/ContractSubject';
import { changesOf, changesTo } from '../support/feed';
import { following } from '../support/following';
import { expectRefusal } from '../support/refusal';
import { NOBODY, only, openFor, ORIGIN, refOf } from '../support/World';

/** Meetings, calls and the like, and that they are done by themselves when the record moves on. */
export function describeActivities(subject: ContractSubject): void {
	if (subject.lacks.includes('activities')) return;
	describe('activities', () => {
		const world = openFor(subject);
		const activities = () => world.crm.activities!;
		const present = async ({ id }: Activity) => (await activities().get(id))!;
		const move = async (record: CrmRecord, stage: string, origin?: Origin) =>
			await following(
				world,
				async () => await world.crm.update('visit', [{ id: record.id, values: { stage } }], origin === undefined ? NOBODY : { origin }),
			);

		async function fullDraft(): Promise<Required<ActivityDraft>> {
			return {
				kind: 'meeting',
				subject: 'Zażółć — meet',
				description: 'Bring the "offer";\nDROP TABLE activity',
				at: '2026-03-04T12:00:00.000Z',
				durationMinutes: 90,
				record: refOf(await world.visit()),
				responsibleId: (await world.user()).id,
				creatorId: (await world.user()).id,
				completeOnStageChange: false,
				origin: ORIGIN,
			};
		}

		it('every part is kept, also over a restart', async () => {
			const draft = await fullDraft();
			const createdAt = world.clock.advance();
			const activity = only(await activities().create([draft], NOBODY));
			expect(activity).toEqual({ ...draft, id: expect.any(String), status: 'planned', completedAt: null, createdAt, version: '1' });
			expect(await present(activity)).toEqual(activity);
			await world.reopen();
			expect(await present(activity)).toEqual(activity);
		});

		it('one of which only the description is given takes place now, and is done when the stage changes', async () => {
			const at = world.clock.advance();
			const actor = (await world.user()).id;
			const activity = await world.activity({ description: 'Call them\nabout the offer' }, { actor, origin: ORIGIN });
			expect(activity).toMatchObject({
				kind: 'other',
				subject: 'Call them',
				at,
				durationMinutes: null,
				creatorId: actor,
				status: 'planned',
				completeOnStageChange: true,
				origin: ORIGIN,
			});
		});

		it('is in the feed like a task, made and completed', async () => {
			const draft = await fullDraft();
			let activity: Activity;
			const changes = await changesOf(world.feed, async () => {
				activity = only(await activities().create([draft], { origin: ORIGIN }));
				activity = only(await activities().complete([activity.id], { actor: draft.responsibleId }));
			});
			const [made, completed] = changesTo({ type: 'activity', id: activity!.id }, changes);
			expect(made).toMatchObject({
				kind: 'created',
				origin: ORIGIN,
				after: {
					title: draft.subject,
					kind: 'meeting',
					description: draft.description,
					at: draft.at,
					durationMinutes: 90,
					record: `visit/${draft.record.id}`,
					responsible: draft.responsibleId,
					creator: draft.creatorId,
					status: 'planned',
					completedAt: null,
					completeOnStageChange: false,
				},
			});
			expect(completed).toMatchObject({
				kind: 'updated',
				actor: draft.responsibleId,
				after: { status: 'completed', completedAt: activity!.completedAt },
			});
			expect([...completed!.changed].sort()).toEqual(['completedAt', 'status']);
			expect(await world.crm.get({ type: 'activity', id: activity!.id })).toMatchObject({
				version: '2',
				values: { title: draft.subject, status: 'completed' },
			});
		});

		it('completing twice changes it once; one unknown id undoes all', async () => {
			const [one, other] = [await world.activity(), await world.activity()];
			const at = world.clock.advance();
			const done = only(await activities().complete([one.id], NOBODY));
			expect(done).toEqual({ ...one, status: 'completed', completedAt: at, version: '2' });
			world.clock.advance();
			expect(await activities().complete([one.id, one.id], NOBODY)).toEqual([done, done]);
			await expectRefusal(activities().complete([other.id, '987654321'], NOBODY), 'notFound', '987654321');
			expect(await present(other)).toEqual(other);
		});

		it.each([
			['record', { record: { type: 'visit', id: '987654321' } }, 'notFound', '987654321'],
			['record type', { record: { type: 'spaceship', id: '1' } }, 'notFound', 'spaceship'],
			['responsible person', { responsibleId: '987654321' }, 'notFound', '987654321'],
			['creator', { creatorId: '987654321' }, 'notFound', '987654321'],
			['kind', { kind: 'dance' }, 'invalidValue', 'dance'],
			['time', { at: 'soon' }, 'invalidValue', 'soon'],
			['duration', { durationMinutes: 'long' }, 'invalidValue', 'long'],
			['description', { description: ' ' }, 'missingValue', 'description'],
		] as const)('a wrong %s is refused, and then none is made', async (_, bad, code, naming) => {
			const { description, record, responsibleId } = await fullDraft();
			const draft = { description, record, responsibleId };
			const changes = await changesOf(world.feed, async () => {
				await expectRefusal(activities().create([draft, { ...draft, ...(bad as Partial<ActivityDraft>) }], NOBODY), code, naming);
			});
			expect(changes).toEqual([]);
		});

		it('are found by record, responsible person, kind, status, time and subject, the latest first', async () => {
			const record = refOf(await world.visit());
			const [anna, boris] = [(await world.user()).id, (await world.user()).id];
			const make = async (day: number, more: Partial<ActivityDraft>) =>
				(await world.activity({ record, responsibleId: anna, at: `2026-05-0${day}T10:00:00.000Z`, ...more })).id;
			const second = await make(2, { kind: 'call', subject: 'Ask 100% of them' });
			const first = await make(1, { kind: 'meeting', responsibleId: boris });
			const third = await make(3, { kind: 'other' });
			await activities().complete([third], NOBODY);
			await world.activity({ at: '2026-05-02T10:00:00.000Z' });
			const found = async (query: Parameters<ReturnType<typeof activities>['find']>[0]) =>
				(await activities().find({ record, ...query })).map(({ id }) => id);
			expect(await found({})).toEqual([third, second, first]);
			expect(await found({ limit: 2 })).toEqual([third, second]);
			expect(await found({ responsibleId: anna })).toEqual([third, second]);
			for (const [kind, id] of [
				['meeting', first],
				['call', second],
				['other', third],
			] as const)
				expect(await found({ kinds: [kind] })).toEqual([id]);
			expect(await found({ kinds: ACTIVITY_KINDS, statuses: ['planned'] })).toEqual([second, first]);
			expect(await found({ from: '2026-05-02T10:00:00.000Z', until: '2026-05-02T10:00:00.000Z' })).toEqual([second]);
			expect(await found({ search: '100% OF' })).toEqual([second]);
			expect(await found({ kinds: [] })).toEqual([]);
			expect((await activities().find({ responsibleId: boris })).map(({ id }) => id)).toEqual([first]);
		});

		describe('when the record goes to another stage', () => {
			it('those that are open and ask for it are completed, no matter who moves it, each once', async () => {
				const record = await world.visit();
				const other = await world.activity();
				const [one, two, manual] = [
					await world.activity({ record: refOf(record) }),
					await world.activity({ record: refOf(record) }),
					await world.activity({ record: refOf(record), completeOnStageChange: false }),
				];
				const mover = (await world.user()).id;
				const at = world.clock.advance();
				const changes = await changesOf(world.feed, async () => {
					await following(
						world,
						async () =>
							await world.crm.update('visit', [{ id: record.id, values: { stage: 'visiting:going' } }], { actor: mover, origin: ORIGIN }),
					);
				});
				for (const activity of [one, two]) {
					expect(await present(activity)).toEqual({ ...activity, status: 'completed', completedAt: at, version: '2' });
					expect(only(changesTo({ type: 'activity', id: activity.id }, changes))).toMatchObject({
						kind: 'updated',
						at,
						actor: mover,
						origin: ORIGIN,
						before: { status: 'planned' },
						after: { status: 'completed', completedAt: at },
					});
				}
				expect([await present(manual), await present(other)]).toEqual([manual, other]);
				expect(changes).toHaveLength(3);
				expect(await changesOf(world.feed, async () => await move(record, 'visiting:paid'))).toHaveLength(1);
			});

			it('nothing else completes them: another field, the same stage, the end of the record', async () => {
				const record = await world.visit();
				const activity = await world.activity({ record: refOf(record) });
				await following(
					world,
					async () => await world.crm.update('visit', [{ id: record.id, values: { note: 'x', stage: record.values['stage']! } }], NOBODY),
				);
				expect(await present(activity)).toEqual(activity);
				await following(world, async () => await world.crm.remove([record], NOBODY));
				expect(await present(activity)).toEqual(activity);
			});

			it('many records at once', async () => {
				const records = await world.visits(Array.from({ length: 300 }, () => ({})));
				const responsibleId = (await world.user()).id;
				await activities().create(
					records.map((record) => ({ description: 'x', record: refOf(record), responsibleId })),
					NOBODY,
				);
				await following(
					world,
					async () =>
						await world.crm.update(
							'visit',
							records.slice(1).map(({ id }) => ({ id, values: { stage: 'visiting:going' } })),
							NOBODY,
						),
				);
				expect((await activities().find({ responsibleId, statuses: ['planned'] })).map(({ record }) => record)).toEqual([
					refOf(records[0]!),
				]);
			});

			it('one that the moving run has just made stays open, and goes with the next move of another run', async () => {
				const record = await world.visit();
				const made = await world.activity({ record: refOf(record) }, { origin: ORIGIN });
				await move(record, 'visiting:going', { ...ORIGIN, node: 'another node of the run' });
				expect(await present(made)).toEqual(made);
				await move(record, 'visiting:paid', { ...ORIGIN, run: '1078' });
				expect(await present(made)).toMatchObject({ status: 'completed' });
			});

			it.each([
				['another run', { ...ORIGIN, run: '1' }],
				['a run of that number of another workflow', { ...ORIGIN, workflow: 'other' }],
				['somebody without a run', undefined],
			])('but not when the record is moved by %s', async (_, mover) => {
				const record = await world.visit();
				const made = await world.activity({ record: refOf(record) }, { origin: ORIGIN });
				await move(record, 'visiting:going', mover);
				expect(await present(made)).toMatchObject({ status: 'completed' });
			});

			it('nor by the same run after a long wait', async () => {
				const record = await world.visit();
				const made = await world.activity({ record: refOf(record) }, { origin: ORIGIN });
				world.clock.advance(SAME_STEP_MINUTES * 60_000 + 1);
				await move(record, 'visiting:going', ORIGIN);
				expect(await present(made)).toMatchObject({ status: 'completed' });
			});

			if (subject.editsOutside) {
				it('also when another program moves it', async () => {
					const record = await world.visit();
					const activity = await world.activity({ record: refOf(record) }, { origin: ORIGIN });
					const changes = await changesOf(
						world.feed,
						async () =>
							await following(world, async () => await world.editOutside({ kind: 'move', ref: refOf(record), stage: 'visiting:going' })),
					);
					const completed = await present(activity);
					expect(completed).toEqual({
						...activity,
						status: 'completed',
						completedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
						version: '2',
					});
					const { actor, origin, after } = only(changesTo({ type: 'activity', id: activity.id }, changes));
					expect([actor, origin, after?.['status']]).toEqual([undefined, undefined, 'completed']);
				});
			}

			it('a move that is undone leaves them open', async () => {
				const record = await world.visit();
				const activity = await world.activity({ record: refOf(record) });
				await following(
					world,
					async () =>
						await expectRefusal(
							world.crm.update(
								'visit',
								[
									{ id: record.id, values: { stage: 'visiting:going' } },
									{ id: '987654321', values: {} },
								],
								NOBODY,
							),
							'notFound',
						),
				);
				expect(await present(activity)).toEqual(activity);
			});
		});
	});
}
