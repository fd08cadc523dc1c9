import type { Companions } from '../../../src/companions/Companions';
import type { Backend } from '../../../src/crm/backends';
import type { Crm } from '../../../src/crm/Crm';
import type { ChangeFeed } from '../../../src/feed/ChangeFeed';
import type { Ledger } from '../../../src/ledger/Ledger';
import type { Activity, ActivityDraft } from '../../../src/model/activity';
import type { CrmRecord, Values } from '../../../src/model/record';
import type { Task, TaskDraft } from '../../../src/model/task';
import type { User, UserDraft } from '../../../src/model/user';
import type { Origin, WriteContext } from '../../../src/model/write';
import type { ContractSubject, OpenCrm, OutsideConnection, OutsideEdit } from './ContractSubject';
import type { MovableClock } from './MovableClock';
import { TEST_SCHEMA } from './schema';
import { settling } from './settling';

export const NOBODY: WriteContext = {};

/** A write of automation, every part given. */
export const ORIGIN: Origin = {
	workflow: 'wf-41',
	workflowName: 'Going there',
	run: '1077',
	node: 'node-3',
	pipeline: 'visiting',
	stage: 'visiting:going',
	depth: 2,
};

/** Opens a fresh CRM with the test schema for the tests of the `describe` that calls this. */
export function openFor(subject: ContractSubject): World {
	let open: OpenCrm | undefined;
	beforeAll(async () => {
		open = await subject.openFresh();
		await open.define(TEST_SCHEMA);
		await open.settle?.();
	});
	afterAll(async () => {
		await open?.discard();
	});
	return new World(() => {
		if (open === undefined) throw new Error('The CRM is opened before the tests, not while they are listed.');
		return open;
	});
}

/** The CRM of a suite, and short ways to put something into it. Tests share it: each looks only at what it made. */
export class World {
	private readonly open: () => OpenCrm;
	private made = 0;

	constructor(open: () => OpenCrm) {
		this.open = open;
	}

	get crm(): Crm {
		return this.open().backend.crm;
	}

	/** Shows what was written before it is asked. */
	get feed(): ChangeFeed {
		const { backend, settle } = this.open();
		return settle === undefined ? backend.feed : settling(backend.feed, settle);
	}

	get ledger(): Ledger {
		return this.open().backend.ledger;
	}

	get companions(): Companions {
		return this.open().backend.companions;
	}

	get clock(): MovableClock {
		return this.open().clock;
	}

	async reopen(): Promise<void> {
		await this.open().reopen();
	}

	async openAnother(): Promise<Backend> {
		return await this.open().openAnother();
	}

	async editOutside(edit: OutsideEdit): Promise<void> {
		const open = this.open();
		if (open.editOutside === undefined) throw new Error('The subject says that it edits outside, and cannot.');
		await open.editOutside(edit);
	}

	/** Undefined where the CRM is no tables of ours. */
	async connectOutside(): Promise<OutsideConnection | undefined> {
		return await this.open().connectOutside?.();
	}

	/** Number of rows of each table; empty where the CRM is no tables of ours. */
	async countRows(): Promise<Record<string, number>> {
		return (await this.open().countRows?.()) ?? {};
	}

	/** A name that no other test uses. */
	name(word: string): string {
		this.made++;
		return `${word} ${this.made}`;
	}

	async visit(values: Values = {}, write: WriteContext = NOBODY): Promise<CrmRecord> {
		return only(await this.visits([values], write));
	}

	async visits(all: readonly Values[], write: WriteContext = NOBODY): Promise<CrmRecord[]> {
		const drafts = all.map((values) => ({ values: { title: this.name('Visit'), ...values } }));
		return await this.crm.create('visit', drafts, write);
	}

	async clinic(title = this.name('Clinic')): Promise<CrmRecord> {
		return only(await this.crm.create('clinic', [{ values: { title } }], NOBODY));
	}

	async user(draft: Partial<UserDraft> = {}): Promise<User> {
		return only(await this.open().hire([{ name: this.name('User'), ...draft }]));
	}

	/** For a record that is made for it, unless one is given. */
	async activity(draft: Partial<ActivityDraft> = {}, write: WriteContext = NOBODY): Promise<Activity> {
		const record = draft.record ?? refOf(await this.visit());
		const responsibleId = draft.responsibleId ?? (await this.user()).id;
		return only(await this.crm.activities!.create([{ description: this.name('Activity'), ...draft, record, responsibleId }], write));
	}

	async task(draft: Partial<TaskDraft> = {}, write: WriteContext = NOBODY): Promise<Task> {
		const responsibleId = draft.responsibleId ?? (await this.user()).id;
		return only(await this.crm.tasks.create([{ title: this.name('Task'), ...draft, responsibleId }], write));
	}
}

/** The one element of a list. */
export function only<T>(list: readonly T[]): T {
	if (list.length !== 1) throw new Error(`Expected one, got ${list.length}: ${JSON.stringify(list).slice(0, 500)}`);
	return list[0]!;
}

export function refOf({ type, id }: { type: string; id: string }): { type: string; id: string } {
	return { type, id };
}

export async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
	const list: T[] = [];
	for await (const item of source) list.push(item);
	return list;
}
