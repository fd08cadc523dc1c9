import fc from 'fast-check';
import { complaintsAbout, failedItems } from './complaints';
import { CrmStepRunner, type StepEnd } from './CrmStepRunner';
import { nameOf, nodeOperations, type NodeOperation } from './nodeOperations';
import { randomStep } from './randomStep';
import type { NodeStep } from './NodeStep';
import { Vocabulary } from './Vocabulary';
import type { World } from './worlds/World';

/** How many inputs build on each other; then the company is as it was at first. */
export const SCENE = 40;
/** A single input may take that long, in milliseconds. */
const LIMIT_MS = 20_000;

export interface Plan {
	inputs: number;
	/** Decides all inputs. */
	seed: number;
	/** Inputs before this one are made, but not tried. */
	from?: number;
	/** Of one input, as a failure tells it; then only that one is tried. */
	path?: string;
	/** Only operations whose name (`record.create`) contains this. */
	only?: string;
	/** Goes on after a wrong input, and tells the first of each kind; none is made smaller. */
	keepGoing?: boolean;
	/** Told now and then. */
	progress?: (done: number, tally: Tally) => void;
}

/** How often an input of an operation was done, and refused. */
export type Tally = Map<string, { done: number; refused: number }>;

export interface Report {
	tally: Tally;
	/** Inputs that were tried. */
	inputs: number;
	failures: Failure[];
}

export interface Failure {
	/** What is wrong. */
	complaints: string[];
	/** The smallest input that is still wrong, as JavaScript. */
	input: string;
	/** Number of the input that was wrong first, from 0. */
	at: number;
	/** With it and the seed, the smallest input is made again. */
	path: string;
}

/** Tries random uses of all operations of the node until one is wrong. */
export class Campaign {
	private readonly world: World;
	private readonly runner: CrmStepRunner;
	private readonly operations: readonly NodeOperation[];
	private readonly tally: Tally = new Map();
	private readonly rejections: unknown[] = [];
	private tried = 0;
	private inScene = 0;

	constructor(world: World, operations: readonly NodeOperation[] = nodeOperations()) {
		this.world = world;
		this.operations = operations;
		this.runner = new CrmStepRunner(world.connection, operations);
	}

	async run({ inputs, seed, from = 0, path, only = '', keepGoing = false, progress }: Plan): Promise<Report> {
		const operations = this.operations.filter((operation) => nameOf(operation).includes(only));
		for (const operation of operations) this.tally.set(nameOf(operation), { done: 0, refused: 0 });
		const steps = randomStep(operations, await Vocabulary.read(this.world.connection));
		const onRejection = (reason: unknown) => void this.rejections.push(reason);
		process.on('unhandledRejection', onRejection);
		let made = 0;
		let failed: number | undefined;
		const kinds = new Map<string, Failure>();
		const property = fc.asyncProperty(steps, async (step) => {
			const number = made++;
			if (failed === undefined && number < from) return;
			if (failed !== undefined) await this.startScene();
			const complaints = await this.try(step);
			if (complaints.length > 0 && keepGoing) {
				const kind = kindOf(step, complaints[0]!);
				if (!kinds.has(kind)) kinds.set(kind, { complaints, input: fc.stringify(step), at: number, path: String(number) });
				await this.startScene();
			} else if (complaints.length > 0) {
				failed ??= number;
				throw new Complaints(complaints);
			}
			if (failed === undefined && this.tried % PROGRESS_EVERY === 0) progress?.(this.tried, this.tally);
		});
		try {
			await this.startScene();
			const details = await fc.check(property, { seed, path, numRuns: inputs });
			const report = { tally: this.tally, inputs: this.tried };
			if (!details.failed) return { ...report, failures: [...kinds.values()] };
			if (!(details.errorInstance instanceof Complaints)) throw details.errorInstance;
			const { complaints } = details.errorInstance;
			return {
				...report,
				failures: [{ complaints, input: fc.stringify(details.counterexample![0]), at: failed!, path: details.counterexamplePath! }],
			};
		} finally {
			process.off('unhandledRejection', onRejection);
		}
	}

	private async startScene(): Promise<void> {
		this.inScene = 0;
		await this.world.reset();
	}

	/** Does one input, and says what is wrong about it. */
	private async try(step: NodeStep): Promise<string[]> {
		this.tried++;
		const operation = this.operations.find(({ resource, operation: name }) => resource === step.resource && name === step.operation)!;
		const complaints = await this.perform(step, operation);
		if (++this.inScene >= SCENE) {
			if (complaints.length === 0) complaints.push(...(await this.world.complaints()));
			await this.startScene();
		}
		complaints.push(
			...this.rejections
				.splice(0)
				.map((reason) => `A promise failed that nobody waited for: ${reason instanceof Error ? reason.stack : String(reason)}`),
		);
		return complaints;
	}

	private async perform(step: NodeStep, { writes }: NodeOperation): Promise<string[]> {
		const before = { mark: await this.world.mark(), effects: await this.world.effects() };
		const id = this.runner.nextId();
		const end = await inTime(this.runner.run(step, id));
		if (end === undefined) return [`It took more than ${LIMIT_MS / 1000} seconds.`];
		const complaints = complaintsAbout(step, writes, end, this.world.secrets);
		const done = doneItems(step, end);
		this.count(step, done);
		const after = { mark: await this.world.mark(), effects: await this.world.effects() };
		const kept = writes ? done.filter((item) => !isDry(item, end)).length : 0;
		if (kept === 0 && after.mark !== before.mark)
			complaints.push(`${writes ? 'Nothing was done' : 'The operation only reads'}, and the database has changed all the same.`);
		if (after.effects - before.effects !== kept)
			complaints.push(`${kept} steps were done, and the ledger has ${after.effects - before.effects} more.`);
		if (complaints.length === 0 && step.repeated && kept === step.items.length && kept > 0)
			complaints.push(...(await this.again(step, id, end, after.mark)));
		return complaints;
	}

	/** The same step once more gives what it gave, and writes nothing. */
	private async again(step: NodeStep, id: string, first: StepEnd, mark: string): Promise<string[]> {
		const second = await this.runner.run(step, id);
		const complaints: string[] = [];
		if (outputs(first) !== outputs(second))
			complaints.push(`A second run of the step gives something else: ${outputs(second)} instead of ${outputs(first)}`);
		if ((await this.world.mark()) !== mark) complaints.push('A second run of the step wrote something.');
		return complaints;
	}

	private count(step: NodeStep, done: readonly number[]): void {
		const counts = this.tally.get(nameOf(step));
		if (counts === undefined) return;
		if (done.length > 0 || step.items.length === 0) counts.done++;
		else counts.refused++;
	}
}

const PROGRESS_EVERY = 1000;

class Complaints extends Error {
	readonly complaints: string[];

	constructor(complaints: string[]) {
		super(complaints.join('\n'));
		this.complaints = complaints;
	}
}

/** The same fault looks alike whatever was given. */
function kindOf(step: NodeStep, complaint: string): string {
	return `${nameOf(step)} ${complaint.replaceAll(/"[^"]*"|\d+/g, '').slice(0, 60)}`;
}

/** Numbers of the items that were not refused. */
function doneItems(step: NodeStep, end: StepEnd): number[] {
	if ('error' in end) return [];
	const failed = new Set(failedItems(end.items).map(({ item }) => item));
	return step.items.map((_, item) => item).filter((item) => !failed.has(item));
}

/** The output of a dry run says so. */
function isDry(item: number, end: StepEnd): boolean {
	return 'items' in end && end.items[item]?.json['dryRun'] === true;
}

function outputs(end: StepEnd): string {
	return 'error' in end ? String(end.error) : JSON.stringify(end.items.map(({ json }) => json));
}

async function inTime<T>(work: Promise<T>): Promise<T | undefined> {
	let timer: NodeJS.Timeout | undefined;
	const limit = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), LIMIT_MS)));
	try {
		return await Promise.race([work, limit]);
	} finally {
		clearTimeout(timer);
	}
}
