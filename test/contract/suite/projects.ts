import type { ProjectStore } from '../../../src/companions/Companions';
import type { ProjectDraft } from '../../../src/model/projectTemplate';
import { nextVersion } from '../../../src/crm/builtin/versions';
import type { ContractSubject } from '../support/ContractSubject';
import { changesOf } from '../support/feed';
import { expectRefusal } from '../support/refusal';
import { NOBODY, only, openFor, ORIGIN, refOf } from '../support/World';

/** Projects started from templates. */
export function describeProjects(subject: ContractSubject): void {
	describe('projects', () => {
		const world = openFor(subject);

		const store = (): ProjectStore => world.companions.projects;
		async function draftOf(rest: Partial<ProjectDraft> = {}): Promise<ProjectDraft> {
			const stages = [{ name: 'Only' }];
			const template = await world.ledger.templates.save(
				{ name: world.name('Template'), parameters: [], stages, tasks: [{ key: 'a', title: 'A', stage: 'Only' }] },
				world.clock.text,
			);
			return {
				name: world.name('Project'),
				templateId: template.id,
				templateVersion: template.version,
				record: null,
				parameters: {},
				startedBy: null,
				...rest,
			};
		}

		it('a new project is running since now, with everything it was given, also after a restart', async () => {
			const startedBy = (await world.user()).id;
			const parameters = { copies: 500, twoSided: true, paper: 'matt “A4”', when: '2026-03-09', nothing: null, colors: ['red', 'blue'] };
			const draft = await draftOf({ name: 'Zażółć cards', record: refOf(await world.visit()), parameters, startedBy });
			const startedAt = world.clock.advance();
			const project = only(await store().create([draft], NOBODY));
			expect(project).toEqual({
				...draft,
				id: expect.any(String),
				status: 'running',
				startedAt,
				finishedAt: null,
				version: expect.any(String),
			});
			await world.reopen();
			expect(await store().get(project.id)).toEqual(project);
		});

		it('a project that finishes says so and when, and the change is in the feed', async () => {
			const project = only(await store().create([await draftOf()], NOBODY));
			const from = await world.feed.head();
			const finishedAt = world.clock.advance();
			const [finished] = await store().update([{ id: project.id, status: 'finished', finishedAt }], NOBODY);
			expect(finished).toEqual({ ...project, status: 'finished', finishedAt, version: nextVersion(project.version) });
			expect(await store().get(project.id)).toEqual(finished);
			const { changes } = await world.feed.read(from, 10);
			expect(changes).toEqual([
				expect.objectContaining({ ref: { type: 'project', id: project.id }, kind: 'updated', changed: expect.arrayContaining(['status']) }),
			]);
		});

		it('changing a project that does not exist changes none of the others', async () => {
			const project = only(await store().create([await draftOf()], NOBODY));
			await expectRefusal(
				store().update(
					[
						{ id: project.id, name: 'New name' },
						{ id: '987654321', name: 'x' },
					],
					NOBODY,
				),
				'notFound',
				'987654321',
			);
			expect(await store().get(project.id)).toEqual(project);
		});

		it('an unknown id gives nothing', async () => {
			for (const unknown of ['987654321', '', 'abc']) expect(await store().get(unknown)).toBeUndefined();
		});

		it('projects come back in the order of the drafts', async () => {
			const drafts = await Promise.all(['z', 'a', 'm'].map(async (name) => await draftOf({ name })));
			expect((await store().create(drafts, NOBODY)).map((project) => project.name)).toEqual(['z', 'a', 'm']);
		});

		it('projects are found by record and template, newest first', async () => {
			const record = refOf(await world.visit());
			const draft = await draftOf({ record });
			const made = [];
			for (const name of ['oldest', 'middle', 'newest']) {
				world.clock.advance();
				made.push(only(await store().create([{ ...draft, name, record: name === 'middle' ? null : record }], NOBODY)));
			}
			const [oldest, middle, newest] = made;
			expect(await store().find({ templateId: draft.templateId })).toEqual([newest, middle, oldest]);
			expect(await store().find({ templateId: draft.templateId, limit: 1 })).toEqual([newest]);
			expect(await store().find({ record })).toEqual([newest, oldest]);
			expect(await store().find({ record, templateId: '987654321' })).toEqual([]);
		});

		it('projects are found by status and by a part of their name', async () => {
			const draft = await draftOf({ name: 'Zażółć cards' });
			const [running, finished] = await store().create([draft, { ...draft, name: 'Flowers' }], NOBODY);
			const [done] = await store().update([{ id: finished!.id, status: 'finished', finishedAt: world.clock.text }], NOBODY);
			const { templateId } = draft;
			expect(await store().find({ templateId, statuses: ['running'] })).toEqual([running]);
			expect(await store().find({ templateId, statuses: ['finished', 'cancelled'] })).toEqual([done]);
			expect(await store().find({ templateId, statuses: [] })).toEqual([]);
			expect(await store().find({ templateId, search: 'ZAŻÓŁĆ c' })).toEqual([running]);
		});

		it('a started project is in the feed, by whom and from where', async () => {
			const actor = (await world.user()).id;
			const draft = await draftOf();
			const changes = await changesOf(world.feed, async () => await store().create([draft], { actor, origin: ORIGIN }));
			const project = only(await store().find({ templateId: draft.templateId }));
			expect(only(changes)).toMatchObject({ kind: 'created', ref: { type: 'project', id: project.id }, actor, origin: ORIGIN });
			if (subject.capabilities.sharesLedger)
				expect(only(changes).after).toEqual((await world.crm.get({ type: 'project', id: project.id }))?.values);
		});

		it.each([
			['record', { record: { type: 'visit', id: '987654321' } }, '987654321'],
			['record type', { record: { type: 'spaceship', id: '1' } }, 'spaceship'],
			['starter', { startedBy: '987654321' }, '987654321'],
		])('an unknown %s is refused, and then no project is started', async (_, bad, naming) => {
			const draft = await draftOf();
			const changes = await changesOf(world.feed, async () => {
				await expectRefusal(store().create([draft, { ...draft, ...bad }, draft], NOBODY), 'notFound', naming);
			});
			expect(changes).toEqual([]);
			expect(await store().find({ templateId: draft.templateId })).toEqual([]);
		});
	});
}
