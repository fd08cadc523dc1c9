import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { effectKey } from '../../../src/automation/engine/effects/effectKey';
import type { Operation, Outcome } from '../../../src/automation/engine/effects/Operation';
import { runEffects } from '../../../src/automation/engine/effects/runEffects';
import { scopeOf, type Scope } from '../../../src/automation/engine/Scope';
import { openBackend, type Backend } from '../../../src/crm/backends';
import { MovableClock } from '../../contract/support/MovableClock';
import type { CrmRecord, RecordRef, Values } from '../../../src/model/record';
import type { User, UserDraft } from '../../../src/model/user';
import type { WriteContext } from '../../../src/model/write';

/** What automation writes with: a run of a workflow. */
export const RUN: WriteContext = { origin: { workflow: 'wf-1', workflowName: 'Engage', run: '77', node: 'node-1', depth: 0 } };

class OfficeClock extends MovableClock {
	get at(): Date {
		return this.now();
	}

	set at(moment: Date) {
		this.moveTo(moment);
	}
}

/** A company with a CRM of its own in a folder of its own, on a Monday at ten in Stockholm. */
export class Office {
	readonly scope: Scope;
	readonly clock: OfficeClock;
	private readonly backend: Backend;
	private readonly folder: string;
	private steps = 0;

	private constructor(backend: Backend, folder: string, clock: OfficeClock) {
		this.backend = backend;
		this.folder = folder;
		this.clock = clock;
		this.scope = scopeOf(backend, clock, 'Europe/Stockholm');
	}

	static async open(): Promise<Office> {
		const folder = mkdtempSync(join(tmpdir(), 'crmflow-office-'));
		const clock = new OfficeClock('2026-03-02T09:00:00Z');
		return new Office(await openBackend({ backend: 'builtin-sqlite', folder }, clock), folder, clock);
	}

	async close(): Promise<void> {
		await this.backend.close();
		rmSync(this.folder, { recursive: true, force: true });
	}

	/** One more pipeline for deals beside `Sales`, and fields of several kinds. */
	async furnish(): Promise<void> {
		const { schema } = this.scope.crm;
		await schema!.savePipeline({
			id: 'renewals',
			name: 'Renewals',
			recordType: 'deal',
			stages: [
				{ id: 'renewals:due', name: 'Due', kind: 'open' },
				{ id: 'renewals:asked', name: 'Asked', kind: 'open' },
				{ id: 'renewals:renewed', name: 'Renewed', kind: 'won' },
			],
		});
		await schema!.saveField('deal', {
			name: 'tags',
			label: 'Tags',
			kind: 'multiChoice',
			required: false,
			options: [
				{ value: 'hot', label: 'Hot one' },
				{ value: 'cold', label: 'Cold one' },
			],
		});
		await schema!.saveField('deal', { name: 'advisor', label: 'Advisor', kind: 'user', required: false });
		await schema!.saveField('deal', { name: 'urgent', label: 'Urgent', kind: 'boolean', required: false });
		await schema!.saveField('deal', { name: 'meetsAt', label: 'Meets at', kind: 'dateTime', required: false });
		await this.scope.crm.users.groups.save!(['Printers', 'Nobody']);
		await this.scope.crm.users.roles.save!(['designer']);
	}

	async hire(...drafts: UserDraft[]): Promise<User[]> {
		return await this.scope.crm.users.create!(drafts, {});
	}

	async change(user: User, draft: Partial<UserDraft>): Promise<User> {
		const [changed] = await this.scope.crm.users.update!([{ ...user, ...draft }], {});
		return changed!;
	}

	async add(type: string, ...values: Values[]): Promise<CrmRecord[]> {
		return await this.scope.crm.create(
			type,
			values.map((row) => ({ values: row })),
			{},
		);
	}

	/** Does it as a step that was never done before; throws the first refusal. */
	async run<Input, Result>(operation: Operation<Input, Result>, inputs: readonly Input[], write: WriteContext = RUN): Promise<Result[]> {
		this.steps++;
		return resultsOf(await this.runStep(operation, inputs, `step-${this.steps}`, write));
	}

	async runOne<Input, Result>(operation: Operation<Input, Result>, input: Input, write: WriteContext = RUN): Promise<Result> {
		return (await this.run(operation, [input], write))[0]!;
	}

	/** The step of that name for one change: done again, it has the same keys. */
	async runStep<Input, Result>(
		operation: Operation<Input, Result>,
		inputs: readonly Input[],
		step: string,
		write: WriteContext = RUN,
	): Promise<Array<Outcome<Result>>> {
		const start = { kind: 'change', feed: 'feed', change: '1', replay: 0 } as const;
		const calls = inputs.map((input, index) => ({
			key: effectKey({ workflowId: 'wf-1', nodeId: step, start }, `0.${index}`),
			input,
			write,
		}));
		return await runEffects(this.scope, operation, calls, 'each');
	}

	/** The database in a few numbers, to see that nothing was written. */
	async count(): Promise<Record<string, number>> {
		const { crm, companions } = this.scope;
		const history: unknown[] = await crm.history.find({});
		return {
			tasks: (await crm.tasks.find({})).length,
			projects: (await companions.projects.find({})).length,
			history: history.length,
			notifications: (await companions.notifications.find({})).length,
		};
	}
}

export function resultsOf<Result>(outcomes: ReadonlyArray<Outcome<Result>>): Result[] {
	return outcomes.map((outcome) => {
		if (!outcome.ok) throw outcome.error;
		return outcome.result;
	});
}

export function refOf({ type, id }: RecordRef): RecordRef {
	return { type, id };
}

/** A refusal with this code whose message has these words, in this order. */
export function refusal(code: string, ...words: string[]): unknown {
	const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^]*');
	return expect.objectContaining({ code, message: expect.stringMatching(new RegExp(pattern)), remedy: expect.stringMatching(/\S/) });
}
