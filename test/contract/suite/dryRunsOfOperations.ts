import { completeActivities, scheduleActivities } from '../../../src/automation/families/activities/activities';
import { importRows } from '../../../src/automation/families/records/importRows';
import { assignRecords } from '../../../src/automation/families/records/assignRecords';
import { addComments } from '../../../src/automation/families/messages/comments';
import { deleteTasks } from '../../../src/automation/families/tasks/deleteTasks';
import { addAbsences, removeAbsences } from '../../../src/automation/families/calendars/absences';
import { setCompanyCalendar, setWorkingHours } from '../../../src/automation/families/calendars/calendars';
import { attachDocuments, deleteDocuments, saveFilingRules } from '../../../src/automation/families/documents/documents';
import { dryRunOf } from '../../../src/automation/words/output/dryRunOf';
import type { Operation, Outcome } from '../../../src/automation/engine/effects/Operation';
import { runEffects } from '../../../src/automation/engine/effects/runEffects';
import { markNotificationsRead } from '../../../src/automation/families/messages/inbox';
import { mergeRecords } from '../../../src/automation/families/records/mergeRecords';
import { notifyPeople } from '../../../src/automation/families/messages/notify';
import type { Output, OutputValue } from '../../../src/model/output';
import { saveProcesses } from '../../../src/automation/families/processes/saveProcesses';
import { restoreRecords } from '../../../src/automation/families/records/restoreRecords';
import { saveFields } from '../../../src/automation/families/schema/fields';
import { deletePipelines, savePipelines } from '../../../src/automation/families/schema/pipelines';
import { saveRecordTypes } from '../../../src/automation/families/schema/recordTypes';
import { saveStages } from '../../../src/automation/families/schema/stages';
import { scopeOf, type Scope } from '../../../src/automation/engine/Scope';
import { scoreRecords } from '../../../src/automation/families/records/scoreRecords';
import { updateTasks } from '../../../src/automation/families/tasks/updateTasks';
import { createUsers, updateUsers } from '../../../src/automation/families/people/users';
import type { ContractSubject, OptionalPart } from '../support/ContractSubject';
import { changesSince } from '../support/feed';
import { NOBODY, only, openFor, ORIGIN, refOf, type World } from '../support/World';

/** Of each operation: shown first, which leaves no trace, then done with the same result. */
export function describeDryRunsOfOperations(subject: ContractSubject): void {
	if (!subject.capabilities.sharesLedger) return;
	describe('dry runs of operations', () => {
		const world = openFor(subject);
		const scope = (): Scope => ({ ...scopeOf(world, world.clock, 'Europe/Warsaw'), files: { read: async () => BYTES } });

		it.each(stepsFor(subject))('%s: what is shown is what is then done', async (name, prepare) => {
			const { operation, input } = await prepare(world);
			const calls = [{ key: `step ${name}`, input, write: { origin: ORIGIN } }];
			const [rows, cursor] = [await world.countRows(), await world.feed.head()];
			const preview = resultOf(await runEffects(scope(), operation, calls, dryRunOf(operation, calls)));
			expect(await world.countRows()).toEqual(rows);
			expect(await changesSince(world.feed, cursor)).toEqual([]);
			const result = resultOf(await runEffects(scope(), operation, calls, 'each'));
			expect(preview.would).toEqual(withoutNumbers(result, preview.would));
			const changes = await changesSince(world.feed, cursor);
			expect(preview.changes.map(({ event, record }) => [event, record.type]).sort()).toEqual(
				changes.map(({ kind, ref }) => [kind, ref.type]).sort(),
			);
			expect(await world.countRows()).not.toEqual(rows);
		});
	});
}

interface Step<Input> {
	operation: Operation<Input, Output>;
	input: Input;
}

function step<Input>(operation: Operation<Input, Output>, input: Input): Step<unknown> {
	return { operation: operation as Operation<unknown, Output>, input };
}

const STEPS: Array<[name: string, prepare: (world: World) => Promise<Step<unknown>>]> = [
	[
		'restore a record',
		async (world) => {
			const visit = await world.visit({ distance: 5 });
			await world.crm.remove([refOf(visit)], NOBODY);
			return step(restoreRecords, refOf(visit));
		},
	],
	[
		'import a row',
		async () =>
			step(importRows, { type: 'visit', matchField: 'externalId', values: { externalId: 'ROW-1', title: 'From a file' }, row: 2 }),
	],
	[
		'assign a record',
		async (world) => {
			const user = await world.user();
			return step(assignRecords, {
				...refOf(await world.visit()),
				otherwise: { kind: 'user', user: user.id },
				load: 'openRecords',
				whenNobody: 'refuse',
			} as const);
		},
	],
	[
		'assign a record in turn',
		async (world) => {
			await world.crm.users.groups.save!(['Takers']);
			await world.user({ groups: ['Takers'] });
			return step(assignRecords, {
				...refOf(await world.visit()),
				otherwise: { kind: 'group', group: 'Takers', method: 'roundRobin' },
				load: 'openRecords',
				whenNobody: 'refuse',
			} as const);
		},
	],
	[
		'merge records',
		async (world) => {
			const [master, other] = await world.visits([{ distance: 1 }, { distance: 2, note: 'From the other' }]);
			await world.task({ record: refOf(other!) });
			return step(mergeRecords, { ...refOf(master!), duplicates: [other!.id], usual: 'fillEmpty' });
		},
	],
	[
		'score a record',
		async (world) => {
			const rules = [{ name: 'Far', points: 10, conditions: [{ field: 'distance', operator: 'atLeast', value: 3 }] }] as const;
			return step(scoreRecords, { ...refOf(await world.visit({ distance: 5 })), rules, field: 'distance' });
		},
	],
	['update a task', async (world) => step(updateTasks, { task: (await world.task()).id, title: 'Another title', tags: ['new'] })],
	['delete a task', async (world) => step(deleteTasks, { task: (await world.task({ record: refOf(await world.visit()) })).id })],
	[
		'schedule an activity',
		async (world) =>
			step(scheduleActivities, {
				record: refOf(await world.visit()),
				kind: 'call',
				description: 'Talk',
				responsible: (await world.user()).id,
			} as const),
	],
	['complete activities', async (world) => step(completeActivities, { kind: 'activity', activity: (await world.activity()).id } as const)],
	[
		'add a comment with a mention',
		async (world) => {
			const { name } = await world.user({ name: 'Mia Mentioned' });
			return step(addComments, { record: refOf(await world.visit()), text: `@${name}, please look` });
		},
	],
	['notify people', async (world) => step(notifyPeople, { text: 'Look', users: [(await world.user()).id] })],
	[
		'mark a notification read',
		async (world) => {
			const notification = only(
				await world.companions.notifications.create([{ recipientId: (await world.user()).id, text: 'Look' }], NOBODY),
			);
			return step(markNotificationsRead, { kind: 'one', notification: notification.id } as const);
		},
	],
	['attach a document', async (world) => step(attachDocuments, { ...DOCUMENT, record: refOf(await world.visit()), file: 'bytes' })],
	[
		'delete all versions of a document',
		async (world) => {
			const draft = { ...DOCUMENT, record: refOf(await world.visit()), section: 'Contracts', content: BYTES };
			const [, second] = await world.crm.documents!.create([draft, draft], NOBODY);
			return step(deleteDocuments, { document: second!.id, allVersions: true });
		},
	],
	['save filing rules', async () => step(saveFilingRules, { rules: [{ namePattern: '*.pdf', section: 'Contracts' }] })],
	[
		'create a user',
		async (world) => step(createUsers, { name: world.name('New'), email: 'new@example.com', supervisor: (await world.user()).id }),
	],
	[
		'update a user, with a field of its own',
		async (world) => {
			await world.crm.schema!.saveField('user', { name: 'territory', label: 'Territory', kind: 'string', required: false });
			return step(updateUsers, { user: (await world.user()).id, active: false, custom: { territory: 'North' } });
		},
	],
	['save a record type', async () => step(saveRecordTypes, { label: 'Parcel' })],
	['save a field', async () => step(saveFields, { type: 'visit', label: 'Wish', kind: 'string', required: false } as const)],
	[
		'save a pipeline',
		async () =>
			step(savePipelines, {
				type: 'clinic',
				name: 'Renewals',
				stages: [{ name: 'Due', kind: 'open' }],
				skipping: 'allowed',
				backwards: 'allowed',
			} as const),
	],
	[
		'delete a pipeline',
		async (world) => {
			await world.crm.schema!.savePipeline({
				id: 'leaving',
				name: 'Leaving',
				recordType: 'clinic',
				stages: [{ id: 'leaving:one', name: 'One', kind: 'open' }],
			});
			return step(deletePipelines, { type: 'clinic', pipeline: 'Leaving', evenIfUsed: false });
		},
	],
	[
		'save a stage',
		async () => step(saveStages, { type: 'visit', pipeline: 'visiting', name: 'Back', kind: 'open', position: 'usual' } as const),
	],
	[
		'set the calendar of the company',
		async () =>
			step(setCompanyCalendar, {
				timeZone: 'Europe/Warsaw',
				hours: [{ weekdays: ['Monday'], opens: '09:00', closes: '13:00' }],
				holidays: ['12-25 Christmas'],
			} as const),
	],
	[
		'set the working hours of a person',
		async (world) => step(setWorkingHours, { user: (await world.user()).id, timeZone: 'Asia/Kolkata' }),
	],
	[
		'add an absence',
		async (world) =>
			step(addAbsences, { user: (await world.user()).id, from: '2026-07-06', to: '2026-07-17', substitute: (await world.user()).id }),
	],
	[
		'remove an absence',
		async (world) => {
			const { id } = await world.user();
			const absence = { from: '2026-07-06', to: '2026-07-17', substituteId: null, reason: null };
			await world.ledger.calendars.savePerson({ userId: id, timeZone: null, hours: null, absences: [absence] });
			return step(removeAbsences, { user: id, from: '2026-07-06' });
		},
	],
	[
		'save where a process belongs',
		async (world) => {
			const settings = JSON.stringify({ filter: { event: 'recordCreated', recordType: 'visit' } });
			await world.ledger.subscriptions.save({
				workflowId: 'w',
				nodeId: 'n',
				workflowName: 'Visits',
				nodeName: 'New',
				cursor: await world.feed.head(),
				servedAt: world.clock.text,
				activatedAt: world.clock.text,
				settings,
			});
			return step(saveProcesses, { workflow: 'Visits', card: { department: 'Care' } });
		},
	],
];

const NEEDS: Readonly<Record<string, OptionalPart>> = {
	'restore a record': 'restore',
	'assign a record in turn': 'schema',
	'merge records': 'relink',
	'schedule an activity': 'activities',
	'complete activities': 'activities',
	'add a comment with a mention': 'comments',
	'attach a document': 'documents',
	'delete all versions of a document': 'documents',
	'create a user': 'changeUsers',
	'update a user, with a field of its own': 'changeUsers',
	'save a record type': 'schema',
	'save a field': 'schema',
	'save a pipeline': 'schema',
	'delete a pipeline': 'schema',
	'save a stage': 'schema',
};

/** The steps that do not need what this CRM lacks. */
export function stepsFor({ lacks }: ContractSubject): typeof STEPS {
	return STEPS.filter(([name]) => NEEDS[name] === undefined || !lacks.includes(NEEDS[name]));
}

export const BYTES = new TextEncoder().encode('content');
const DOCUMENT = { name: 'Contract.pdf', mediaType: 'application/pdf' };

export function resultOf<Result>([outcome]: Array<Outcome<Result>>): Result {
	if (outcome?.ok !== true) throw outcome?.error;
	return outcome.result;
}

/** The result without the numbers that a dry run cannot know, so where it shows none. */
export function withoutNumbers(done: OutputValue, shown: OutputValue | undefined): OutputValue {
	if (Array.isArray(done)) return done.map((part, index) => withoutNumbers(part, Array.isArray(shown) ? shown[index] : undefined));
	if (done === null || typeof done !== 'object') return done;
	const beside = shown !== null && typeof shown === 'object' && !Array.isArray(shown) ? shown : {};
	return Object.fromEntries(
		Object.entries(done).map(([name, value]) => [
			name,
			NUMBERS.includes(name) && beside[name] === null ? null : withoutNumbers(value, beside[name]),
		]),
	);
}

const NUMBERS: readonly string[] = ['id', 'projectId', 'parentId'];
