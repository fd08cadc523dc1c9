import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Poller } from '../../../src/automation/engine/sources/Poller';
import { scopeOf } from '../../../src/automation/engine/Scope';
import type { Backend } from '../../../src/crm/backends';
import type { User, UserDraft } from '../../../src/model/user';
import { USER_NAMES } from '../../plainRest/adapter/forms';
import { openPlainRest } from '../../plainRest/adapter/openPlainRest';
import { CAPABILITIES } from '../../plainRest/adapter/PlainRestCrm';
import { PlainRestServer } from '../../plainRest/server/PlainRestServer';
import { startingShape } from '../../plainRest/server/startingShape';
import type { ContractSubject, OpenCrm } from './ContractSubject';
import { MovableClock } from './MovableClock';
import { administer } from './administer';

/** A CRM over HTTP that behaves badly, with its ledger in a SQLite file; a server per suite. */
export function plainRest(searchableKey: boolean): ContractSubject {
	return {
		name: `Plain CRM, ${searchableKey ? 'which can' : 'which cannot'} be searched for our key`,
		capabilities: CAPABILITIES,
		textIds: true,
		polled: true,
		searchableKey,
		lacks: ['restore', 'relink', 'schema', 'activities', 'documents', 'comments', 'changeUsers'],
		editsOutside: false,
		async openFresh() {
			const clock = new MovableClock();
			const shape = startingShape({ searchableKey });
			const server = await PlainRestServer.start({ shape, key: randomUUID(), now: () => clock.now() });
			return await open(server, shape, clock);
		},
	};
}

async function open(server: PlainRestServer, shape: ReturnType<typeof startingShape>, clock: MovableClock): Promise<OpenCrm> {
	const folder = await mkdtemp(join(tmpdir(), 'crmflow-contract-'));
	const connect = async (): Promise<Backend> =>
		await openPlainRest({ url: server.url, key: server.key, ledger: { kind: 'sqlite', path: join(folder, 'ledger.sqlite') } }, clock);
	const others: Backend[] = [];
	let backend = await connect();
	return {
		get backend() {
			return backend;
		},
		clock,
		async reopen() {
			await backend.close();
			backend = await connect();
		},
		async openAnother() {
			const another = await connect();
			others.push(another);
			return another;
		},
		async define(schema) {
			administer(shape, schema);
		},
		async hire(drafts) {
			const ids = drafts.map((draft) => server.tables.create('user', rowOf(draft)).id);
			const users = new Map((await backend.crm.users.find()).map((user) => [user.id, user]));
			return ids.map((id): User => users.get(id)!);
		},
		async settle() {
			await new Poller(scopeOf(backend, clock, 'UTC'), backend.source!.poll, { pollsPerDeleted: 1 }).poll();
		},
		async countRows() {
			return Object.fromEntries(Object.keys(shape.entities).map((name) => [name, server.tables.ids(name).length]));
		},
		async discard() {
			await Promise.all([backend, ...others].map(async (each) => await each.close()));
			await server.stop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

function rowOf({ values = {}, ...draft }: UserDraft): Record<string, unknown> {
	const own = Object.entries(draft).map(([property, value]) => [USER_NAMES[property as keyof typeof USER_NAMES], value]);
	return { ...values, ...Object.fromEntries(own) };
}
