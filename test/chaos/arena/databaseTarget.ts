import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededRandom } from '../../contract/support/SeededRandom.ts';
import type { PostgresServer } from '../../postgres/PostgresServer.ts';
import type { Moment } from '../Scene.ts';
import type { Target } from './Arena.ts';

const MOMENTS: readonly Moment[] = ['halfDone', 'any', 'claimed', 'emitted'];
/** How long the server stays away at most, in milliseconds. */
const AWAY_MS = 3000;

/** The database server: it is away for a while after each kill. */
export function databaseTarget(server: PostgresServer, random: SeededRandom): Target {
	let away = false;
	return {
		name: 'database',
		moments: MOMENTS,
		pid: () => undefined,
		isReady: () => !away,
		ready: async () => undefined,
		kill: async () => {
			away = true;
			await server.kill();
			await sleep(random.below(AWAY_MS));
			await server.startAgain();
			away = false;
		},
		endedByItself: 0,
	};
}
