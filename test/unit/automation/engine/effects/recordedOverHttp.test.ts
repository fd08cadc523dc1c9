import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runEffects } from '../../../../../src/automation/engine/effects/runEffects';
import { CRM_KINDS } from '../../../../../src/automation/engine/effects/writeKinds';
import type { Operation } from '../../../../../src/automation/engine/effects/Operation';
import { scopeOf, type Scope } from '../../../../../src/automation/engine/Scope';
import { wrapParts } from '../../../../../src/automation/engine/wrapParts';
import type { Backend } from '../../../../../src/crm/BackendDescriptor';
import type { Crm } from '../../../../../src/crm/Crm';
import type { Ledger } from '../../../../../src/ledger/Ledger';
import { systemClock } from '../../../../../src/model/clock';
import { CrmError } from '../../../../../src/model/CrmError';
import { SeededRandom } from '../../../../contract/support/SeededRandom';
import { openPlainRest } from '../../../../plainRest/adapter/openPlainRest';
import { PlainRestServer, type Fault } from '../../../../plainRest/server/PlainRestServer';
import { addEntity, startingShape } from '../../../../plainRest/server/startingShape';
import { Death } from './ForeignOffice';

/** Deaths at exact moments, in this process; `npm run chaos:rest` kills real ones, in many more effects. */
const EFFECTS = 200;
const SEED = Number(process.env.CRMFLOW_SEED ?? 20_261_128);
/** Of what a process does, one in so many times it dies, and of the requests one in so many goes wrong. */
const RARELY = 40;
const FAULTS: readonly Fault[] = ['dropBefore', 'dropAfter', 'busy', 'empty500', 'badGatewayAfter'];

jest.setTimeout(3_600_000);

interface Visit {
	title: string;
}

/** Three writes to three parts of the CRM, after which all has happened once. */
const visit: Operation<Visit, string> = {
	name: 'test.visit',
	writes: 'crm',
	target: (input) => input,
	async perform({ crm }, [input], write) {
		const [deal] = await crm.create('deal', [{ values: { title: input!.title } }], write);
		const record = { type: 'deal', id: deal!.id };
		await crm.history.create(
			['came', 'went'].map((text) => ({ text: `${text} ${input!.title}`, record })),
			write,
		);
		await crm.update('deal', [{ id: deal!.id, values: { amount: 10 } }], write);
		return [deal!.id];
	},
};

/** A process of ours: at each request and each statement of its effects it may die, and then nothing reaches it or anybody. */
class Life {
	private readonly dies: () => boolean;
	private over = false;

	constructor(dies: () => boolean) {
		this.dies = dies;
	}

	readonly around = <Part extends object>(part: Part, table: object): Part =>
		wrapParts<Part, unknown>(part, table, (target, method, kind, name) =>
			name === 'find' && kind === 'read'
				? method.bind(target)
				: async (...args) => {
						this.check(`before ${name}`);
						const answer = await method.apply(target, args);
						this.check(`after ${name}`);
						return answer;
					},
		);

	private check(moment: string): void {
		this.over ||= this.dies();
		if (this.over) throw new Death(moment);
	}
}

function processOf(backend: Backend, life: Life): Scope {
	const { ledger } = backend;
	const mortal = Object.create(ledger, {
		effects: { value: life.around(ledger.effects, {}) },
		intents: { value: life.around(ledger.intents, {}) },
	}) as Ledger;
	const scope = scopeOf({ ...backend, ledger: mortal }, systemClock, 'UTC');
	return { ...scope, crm: life.around<Crm>(backend.crm, CRM_KINDS) };
}

interface Chaos {
	/** Deaths, and attempts that ended because the CRM seemed to be away. */
	deaths: number;
	outages: number;
	/** Titles of what the outcome calls unsure. */
	unsure: Set<string>;
	/** How often each thing is in the CRM. */
	counts: Map<string, number>;
	/** Deals without their amount. */
	unfinished: number;
}

async function chaos(searchableKey: boolean, seed: number): Promise<Chaos> {
	const folder = mkdtempSync(join(tmpdir(), 'crmflow-chaos-'));
	const random = new SeededRandom(seed);
	const shape = startingShape({ searchableKey });
	addEntity(shape, 'deal', { label: 'Deal', plural: 'Deals', fields: [{ name: 'amount', label: 'Amount', type: 'money' }] });
	const fault = () => (random.chance(1 / RARELY) ? random.pick(FAULTS) : undefined);
	const server = await PlainRestServer.start({ shape, key: 'k', now: () => new Date(), fault });
	const ledger = { kind: 'sqlite', path: join(folder, 'ledger.sqlite') } as const;
	const backend = await openPlainRest({ url: server.url, key: 'k', pauseMs: 1, ledger }, systemClock);
	const seen = { deaths: 0, outages: 0, unsure: new Set<string>() };
	try {
		for (let effect = 0; effect < EFFECTS; effect++) {
			const title = `visit ${effect}`;
			const call = { key: `wf:node:feed.1.0:item.${effect}`, input: { title }, write: {} };
			for (let done = false; !done;) {
				const scope = processOf(backend, new Life(() => random.chance(1 / RARELY)));
				const [outcome] = await runEffects(scope, visit, [call], 'each').catch((error: unknown) => [{ ok: false as const, error }]);
				done = outcome!.ok;
				if (outcome!.ok) {
					if (outcome!.unsure === true) seen.unsure.add(title);
				} else if (outcome!.error instanceof Death) seen.deaths++;
				else if (outcome!.error instanceof CrmError && outcome!.error.code === 'unavailable') seen.outages++;
				else throw outcome!.error;
			}
		}
		const deals = server.tables.list('deal', [], undefined);
		const things = [...deals.map(({ name }) => String(name)), ...server.tables.list('note', [], undefined).map(({ text }) => String(text))];
		const counts = new Map([...Map.groupBy(things, (thing) => thing)].map(([thing, all]) => [thing, all.length]));
		const finished = new Set(deals.filter(({ amount }) => amount === 10).map(({ name }) => name));
		return { ...seen, counts, unfinished: EFFECTS - finished.size };
	} finally {
		await backend.close();
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

const doubled = ({ counts }: Chaos) => [...counts].filter(([, count]) => count > 1).map(([thing]) => thing);
const lost = ({ counts }: Chaos) =>
	Array.from({ length: EFFECTS }, (_, effect) => `visit ${effect}`)
		.flatMap((title) => [title, `came ${title}`, `went ${title}`])
		.filter((thing) => !counts.has(thing));

test(`${EFFECTS} effects over HTTP, of processes that die and answers that are lost (seed ${SEED}): each is there once`, async () => {
	const seen = await chaos(true, SEED);
	expect({ lost: lost(seen), doubled: doubled(seen), unsure: seen.unsure.size, unfinished: seen.unfinished }).toEqual({
		lost: [],
		doubled: [],
		unsure: 0,
		unfinished: 0,
	});
	expect(seen.deaths).toBeGreaterThan(EFFECTS / 5);
	expect(seen.outages).toBeGreaterThan(EFFECTS / 20);
});

test(`the same where our key cannot be searched (seed ${SEED}): none lost, and what is there twice was announced`, async () => {
	const seen = await chaos(false, SEED);
	expect({ lost: lost(seen), unfinished: seen.unfinished }).toEqual({ lost: [], unfinished: 0 });
	const twice = doubled(seen);
	expect(twice.filter((thing) => !seen.unsure.has(thing.replace(/^(came|went) /, '')))).toEqual([]);
	expect(twice.length).toBeGreaterThan(0);
	expect(twice.length).toBeLessThanOrEqual(seen.deaths + seen.outages);
});
