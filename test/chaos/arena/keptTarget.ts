import type { Keeper, Program } from '../Keeper.ts';
import type { Moment } from '../Scene.ts';
import type { Target } from './Arena.ts';

/** A process of n8n that a keeper starts again. */
export function keptTarget<P extends Program>(name: string, keeper: Keeper<P>, moments: readonly Moment[]): Target {
	return {
		name,
		moments,
		pid: () => keeper.pid,
		isReady: () => keeper.current !== undefined,
		ready: async () => await keeper.started(),
		kill: async () => await keeper.kill(),
		get endedByItself() {
			return keeper.endedByItself;
		},
	};
}
