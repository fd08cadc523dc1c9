import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scopeOf, type Scope } from '../../../../../src/automation/engine/Scope';
import { wrapParts } from '../../../../../src/automation/engine/wrapParts';
import type { Companions } from '../../../../../src/companions/Companions';
import type { Crm } from '../../../../../src/crm/Crm';
import { subjectsOf } from '../../../../../src/crm/subjectsOf';
import type { Ledger } from '../../../../../src/ledger/Ledger';
import { openLedger, type OpenLedger } from '../../../../../src/ledger/openLedger';
import type { WriteContext } from '../../../../../src/model/write';
import { Office } from '../../office';
import { COMPANION_KINDS, CRM_KINDS, type WriteKind } from '../../../../../src/automation/engine/effects/writeKinds';

/** The process is gone: nothing that it does from here on reaches anybody. */
export class Death extends Error {}

/** When to die: asked with what is about to happen ("before tasks.create"), or has happened ("after tasks.create"). */
export type Fate = (moment: string) => boolean;

/**
 * A company whose CRM is not in the ledger's database: a built-in one that says so, takes one draft at a time, and remembers our
 * keys. Its ledger stands alone. `process` is a process of ours that may die at any request or statement.
 */
export class ForeignOffice {
	readonly office: Office;
	/** What was asked of the CRM since the start. */
	readonly requests: string[] = [];
	private readonly store: OpenLedger;
	private readonly folder: string;
	private readonly searchable: boolean;
	private readonly byKey = new Map<string, { id: string }>();

	private constructor(office: Office, store: OpenLedger, folder: string, searchable: boolean) {
		this.office = office;
		this.store = store;
		this.folder = folder;
		this.searchable = searchable;
	}

	static async open(searchable: boolean): Promise<ForeignOffice> {
		const folder = mkdtempSync(join(tmpdir(), 'crmflow-foreign-'));
		const store = await openLedger({ kind: 'sqlite', path: join(folder, 'ledger.sqlite') });
		return new ForeignOffice(await Office.open(), store, folder, searchable);
	}

	async close(): Promise<void> {
		await this.store.close();
		await this.office.close();
		rmSync(this.folder, { recursive: true, force: true });
	}

	get ledger(): Ledger {
		return this.store.ledger;
	}

	process(fate: Fate = () => false): Scope {
		const life = new Life(fate);
		const { scope, clock } = this.office;
		const crm = this.foreign(life);
		const ledger = mortal(this.ledger, life);
		const companions = mortalCompanions(this.store.companionsOf(subjectsOf(scope.crm, this.ledger), clock), life);
		return scopeOf({ crm, ledger, feed: this.store.feed, companions }, clock, 'Europe/Stockholm');
	}

	private foreign(life: Life): Crm {
		const { crm } = this.office.scope;
		const wrapped = wrapParts<Crm, WriteKind>(crm, CRM_KINDS, (part, method, kind, name) => {
			const call = method.bind(part);
			if (kind === 'read') return name === 'find' ? call : async (...args) => await life.live(name, async () => await call(...args));
			return async (...args) =>
				await life.live(name, async () => {
					this.requests.push(name);
					const answer = await call(...args);
					if (kind === 'create') this.remember(name, args, answer as Array<{ id: string }>);
					return answer;
				});
		});
		const search =
			(path: string) =>
			async (...args: unknown[]) =>
				await life.live(`${path}findByKey`, async () => {
					this.requests.push(`${path}findByKey`);
					const type = path === '' ? (args[0] as string) : '';
					return new Map(
						(args.at(-1) as string[]).flatMap((key) =>
							this.byKey.has(path + type + key) ? [[key, this.byKey.get(path + type + key)]] : [],
						) as Array<[string, { id: string }]>,
					);
				});
		const withSearch = <Part extends object>(part: Part, path: string): Part =>
			new Proxy(part, {
				get: (target, name) => {
					if (name === 'findByKey') return this.searchable ? search(path) : undefined;
					if (name === 'capabilities') return { ...crm.capabilities, name: 'Plain CRM', sharesLedger: false };
					const member = Reflect.get(target, name) as unknown;
					return typeof member === 'object' && member !== null ? withSearch(member, `${String(name)}.`) : member;
				},
			});
		return withSearch(wrapped, '');
	}

	private remember(name: string, args: unknown[], [made, ...more]: Array<{ id: string }>): void {
		const { key } = args.at(-1) as WriteContext;
		if (key === undefined || made === undefined || more.length > 0) throw new Error(`${name}: one draft with one key, please`);
		const path = name.replace(/create$/, '');
		const type = path === '' ? (args[0] as string) : '';
		const taken = path + type + key;
		if (!this.byKey.has(taken)) this.byKey.set(taken, made);
	}
}

class Life {
	private readonly fate: Fate;
	private over = false;

	constructor(fate: Fate) {
		this.fate = fate;
	}

	async live<T>(name: string, work: () => Promise<T>): Promise<T> {
		this.check(`before ${name}`);
		const answer = await work();
		this.check(`after ${name}`);
		return answer;
	}

	private check(moment: string): void {
		this.over ||= this.fate(moment);
		if (this.over) throw new Death(moment);
	}
}

/** The ledger of a process: after its death nothing is written, and what it was about to commit is undone. */
function mortal(ledger: Ledger, life: Life): Ledger {
	const part = (name: 'effects' | 'intents') =>
		wrapParts<object, never>(
			ledger[name],
			{},
			(target, method, _, method_name) =>
				async (...args) =>
					await life.live(`${name}.${method_name}`, async () => await method.apply(target, args)),
		);
	return Object.create(ledger, { effects: { value: part('effects') }, intents: { value: part('intents') } }) as Ledger;
}

function mortalCompanions(companions: Companions, life: Life): Companions {
	return wrapParts<Companions, WriteKind>(
		companions,
		COMPANION_KINDS,
		(part, method, _, name) =>
			async (...args) =>
				await life.live(name, async () => await method.apply(part, args)),
	);
}
