import type { WriteContext } from '../../../src/model/write';
import { libraryOf, type Bench } from '../support/Bench.ts';
import { BenchCrm, type BackendName } from '../support/BenchCrm.ts';
import { measurePairs, partOf, timed, worstOf, type Measurements, type Part } from '../support/measurement.ts';
import { fillCompany, fillDeals, settle } from '../support/seededData.ts';
import type { CreateTaskInput } from '../../../src/automation/families/tasks/inputs';

const RECORDS = 5_000;
const SINGLE = 50;

/**
 * effects.overhead: what it costs that each step is done once.
 *
 * Both sides create tasks for deals through the use case, in one transaction per call, in databases of the same content.
 * Ours looks the keys up, and stores each effect with its result; the peer calls the use case in a bare transaction. Once
 * with one task per call and commit (50 at a time), once with 5,000 in one call and commit, on both databases. The worst
 * of the four counts.
 */
export async function effects(bench: Bench): Promise<Measurements> {
	const parts: Part[] = [];
	const durability: string[] = [];
	for (const backend of ['SQLite', 'PostgreSQL'] as const) {
		const own = await Side.prepare(backend, bench);
		const peer = await Side.prepare(backend, bench);
		const single = await measurePairs({
			pairs: 15,
			warmUps: 3,
			own: async () => await own.single(own.withEffects),
			peer: async () => await peer.single(peer.without),
		});
		const bulk = await measurePairs({
			pairs: 7,
			warmUps: 2,
			own: async () => await own.bulk(own.withEffects),
			peer: async () => await peer.bulk(peer.without),
		});
		parts.push(
			partOf(`${backend}, ${SINGLE} commits of one task`, 'ms', single),
			partOf(`${backend}, one commit of ${RECORDS} tasks`, 'ms', bulk),
		);
		durability.push(await own.crm.durability());
		await Promise.all([own.crm.discard(), peer.crm.discard()]);
	}
	return { 'effects.overhead': worstOf(parts, { atMost: 1.5 }, { durability: durability.join('; ') }) };
}

type Create = (inputs: readonly CreateTaskInput[], write: WriteContext) => Promise<void>;

class Side {
	readonly crm: BenchCrm;
	private readonly ids: readonly string[];
	private readonly library: ReturnType<typeof libraryOf>;
	private run = 0;

	private constructor(crm: BenchCrm, ids: readonly string[], library: ReturnType<typeof libraryOf>) {
		this.crm = crm;
		this.ids = ids;
		this.library = library;
	}

	static async prepare(backend: BackendName, bench: Bench): Promise<Side> {
		const crm = await BenchCrm.open(backend, bench);
		const ids = await fillDeals(crm, await fillCompany(crm), RECORDS);
		await settle(crm);
		return new Side(crm, ids, libraryOf(bench));
	}

	/** The way every node goes. */
	readonly withEffects: Create = async (inputs, write) => {
		const { runEffects, createTasks, effectKey } = this.library;
		const start = { kind: 'change', feed: this.crm.scope.ledger.feedId, change: String(this.run), replay: 0 } as const;
		const calls = inputs.map((input, index) => ({
			key: effectKey({ workflowId: 'bench-workflow-1', nodeId: '9d9b1a52-2b0e-4d6f-a4a0-5a2c3f0c8a11', start }, `0.${index}`),
			input,
			write,
		}));
		const outcomes = await runEffects(this.crm.scope, createTasks, calls, 'each');
		const refused = outcomes.find((outcome) => !outcome.ok);
		if (refused !== undefined) throw refused.error;
	};

	readonly without: Create = async (inputs, write) => {
		const { scope } = this.crm;
		await scope.ledger.transaction(async () => await this.library.createTasks.perform(scope, inputs, write));
	};

	async single(create: Create): Promise<number> {
		return await timed(async () => {
			for (let turn = 0; turn < SINGLE; turn++) await this.create(create, [this.ids[(this.run * 37) % this.ids.length]!]);
		});
	}

	async bulk(create: Create): Promise<number> {
		return await timed(async () => await this.create(create, this.ids));
	}

	private async create(create: Create, ids: readonly string[]): Promise<void> {
		this.run++;
		const origin = {
			workflow: 'bench-workflow-1',
			workflowName: 'Bench',
			run: String(this.run),
			node: '9d9b1a52-2b0e-4d6f-a4a0-5a2c3f0c8a11',
			depth: 1,
		};
		await create(
			ids.map((id) => ({ title: `Call the customer about deal ${id}`, record: { type: 'deal', id } })),
			{ origin },
		);
	}
}
