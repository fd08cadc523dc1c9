import type { ProjectTemplateDraft } from '../../../src/model/projectTemplate';
import type { StoreSubject } from '../support/StoreSubject';
import { openStoreFor } from '../support/StoreWorld';

/** A template with every part there is. */
function fullDraft(name: string): ProjectTemplateDraft {
	return {
		name,
		type: 'print',
		parameters: [
			{ name: 'copies', label: 'Copies', kind: 'number', required: true, default: 500, help: 'At least 100.' },
			{ name: 'paper', label: 'Paper', kind: 'choice', required: true, choices: ['matt', 'gloss'], default: 'matt' },
			{ name: 'twoSided', label: 'Two sided', kind: 'boolean', required: false, default: false },
			{ name: 'customer', label: 'Customer', kind: 'record', required: false, target: 'clinic' },
		],
		stages: [
			{ name: 'Design', responsible: { kind: 'role', role: 'agent' } },
			{ name: 'Print', responsible: { kind: 'group', group: 'north' } },
		],
		tasks: [
			{
				key: 'draw',
				title: 'Draw for {{customer}}',
				stage: 'Design',
				deadline: { amount: 2, unit: 'days', workingTime: true },
				checklist: ['Logo', 'Text'],
			},
			{
				key: 'print',
				title: 'Print {{copies}}',
				description: 'Zażółć 🙂 "on" {{paper}}',
				stage: 'Print',
				responsible: { kind: 'supervisor' },
				after: ['draw'],
				deadline: { amount: 4, unit: 'hours', afterTask: 'draw' },
				priority: 'high',
			},
		],
	};
}

/** Project templates and their versions. */
export function describeTemplateStore(subject: StoreSubject): void {
	describe('templates', () => {
		const world = openStoreFor(subject);
		const store = () => world.ledger.templates;
		const save = async (draft: ProjectTemplateDraft) => await store().save(draft, world.clock.advance());

		it('every part of a template is kept, also over a restart', async () => {
			const draft = fullDraft('Zażółć “cards”');
			const template = await save(draft);
			expect(template).toEqual({ ...draft, id: expect.any(String), version: 1, savedAt: world.clock.text });
			await world.reopen();
			expect(await store().get(template.id)).toEqual(template);
		});

		it('a changed template is the next version under the same id; the old one stays as it was', async () => {
			const draft = fullDraft('Changed');
			const first = await save(draft);
			const second = await save({ ...draft, stages: [...draft.stages, { name: 'Ship' }] });
			const third = await save(draft);
			expect([first, second, third].map(({ id, version }) => [id, version])).toEqual([1, 2, 3].map((version) => [first.id, version]));
			expect(await store().get(first.id)).toEqual(third);
			expect(await store().get(first.id, 1)).toEqual(first);
			expect(await store().get(first.id, 2)).toEqual(second);
			expect(await store().get(first.id, 4)).toBeUndefined();
		});

		it('saving without a change keeps the version and its time', async () => {
			const first = await save(fullDraft('Same'));
			expect(await save(fullDraft('Same'))).toEqual(first);
			const { tasks, ...rest } = fullDraft('Same');
			expect(await save({ tasks, ...rest })).toEqual(first);
			expect(await store().get(first.id, 2)).toBeUndefined();
		});

		it('every difference is a change, however small', async () => {
			const draft = fullDraft('Small');
			const { id } = await save(draft);
			const changes: ProjectTemplateDraft[] = [
				{ ...draft, type: 'Print' },
				{ ...draft, tasks: [...draft.tasks].reverse() },
				{ ...draft, parameters: draft.parameters.map((parameter) => ({ ...parameter, required: false })) },
				{ ...draft, parameters: [] },
			];
			for (const [index, changed] of changes.entries()) expect(await save(changed)).toMatchObject({ id, version: index + 2 });
		});

		it('an unknown id gives nothing', async () => {
			for (const unknown of ['', 'abc', '987654321']) expect(await store().get(unknown)).toBeUndefined();
		});

		it('the newest of each is listed, by name', async () => {
			await save(fullDraft('Listed b'));
			await save(fullDraft('Listed c'));
			await save(fullDraft('Listed a'));
			const newest = await save({ ...fullDraft('Listed b'), parameters: [] });
			const listed = (await store().list()).filter((template) => template.name.startsWith('Listed'));
			expect(listed.map(({ name, version }) => [name, version])).toEqual([
				['Listed a', 1],
				['Listed b', 2],
				['Listed c', 1],
			]);
			expect(listed[1]).toEqual(newest);
		});

		it('two who save one name at once make two versions', async () => {
			const other = await world.openAnother();
			const at = world.clock.advance();
			const drafts = ['one', 'two', 'three'].map((type) => ({ ...fullDraft('Raced'), type }));
			const saved = await Promise.all(
				drafts.map(async (draft, index) => await (index === 1 ? other.ledger : world.ledger).templates.save(draft, at)),
			);
			expect(saved.map(({ version }) => version).sort()).toEqual([1, 2, 3]);
			expect(new Set(saved.map(({ id }) => id)).size).toBe(1);
		});
	});
}
