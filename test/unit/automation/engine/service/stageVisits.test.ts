import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Subscription } from '../../../../../src/automation/engine/delivery/Subscription';
import { closeConnections, openConnection, type OpenConnection } from '../../../../../src/automation/engine/hub/hub';
import type { Service } from '../../../../../src/automation/engine/service/Service';
import { MovableClock } from '../../../../contract/support/MovableClock';
import { pause, problems, Runs, subscribe } from '../delivery/connection';

let folder: string;
let clock: MovableClock;
let connection: OpenConnection;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'crmflow-stages-'));
	clock = new MovableClock('2026-03-02T09:00:00.000Z');
	connection = await open();
});
afterEach(async () => {
	connection.release();
	await closeConnections();
	rmSync(folder, { recursive: true, force: true });
	expect(problems.splice(0)).toEqual([]);
});

const open = async () => await openConnection({ backend: 'builtin-sqlite', folder }, 'Europe/Stockholm', { clock });

/** A trigger of any kind keeps the background service going. */
async function serve(): Promise<Subscription> {
	const subscription = await subscribe(connection, new Runs(), { filter: { event: 'recordChanged', recordType: 'contact' } });
	await settle();
	return subscription;
}

async function settle(): Promise<void> {
	for (let round = 0; round < 8; round++) {
		await pause(5);
		await connection.reader.settled();
		await (connection.service as unknown as Service).settled();
	}
}

const stagesOf = async (id: string) =>
	(await connection.scope.ledger.stageVisits.ofRecords([{ type: 'deal', id }])).map(({ stage, leftAt }) => [stage, leftAt !== null]);
const add = async () => (await connection.scope.crm.create('deal', [{ values: { title: 'Acme' } }], {}))[0]!.id;
const move = async (id: string, stage: string) => await connection.scope.crm.update('deal', [{ id, values: { stage } }], {});

it('the background service writes down stages for every writer, and after a pause goes on from where it stood', async () => {
	const stages = (await connection.scope.crm.describe('deal')).pipelines[0]!.stages.map(({ id }) => id);
	let subscription = await serve();
	const id = await add();
	await settle();
	expect(await stagesOf(id)).toEqual([[stages[0], false]]);
	await subscription.close();
	await settle();
	connection.release();
	await closeConnections();
	connection = await open();
	await move(id, stages[1]!);
	expect(await stagesOf(id)).toEqual([[stages[0], false]]);
	subscription = await serve();
	expect(await stagesOf(id)).toEqual([
		[stages[0], true],
		[stages[1], false],
	]);
	await subscription.close();
});

it('a thousand records that are made and moved together are written down together', async () => {
	const stages = (await connection.scope.crm.describe('deal')).pipelines[0]!.stages.map(({ id }) => id);
	const subscription = await serve();
	const drafts = Array.from({ length: 1_200 }, (_, index) => ({ values: { title: `Deal ${index}` } }));
	const made = await connection.scope.crm.create('deal', drafts, {});
	await connection.scope.crm.update(
		'deal',
		made.map(({ id }) => ({ id, values: { stage: stages[1]! } })),
		{},
	);
	await settle();
	const visits = await connection.scope.ledger.stageVisits.ofRecords(made);
	expect(visits.filter(({ leftAt }) => leftAt === null)).toHaveLength(1_200);
	expect(visits.filter(({ stage, leftAt }) => stage === stages[0] && leftAt !== null)).toHaveLength(1_200);
	await subscription.close();
});
