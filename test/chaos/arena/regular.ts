import { N8n } from '../../host/N8n.ts';
import { Keeper } from '../Keeper.ts';
import type { Moment } from '../Scene.ts';
import { startEnvironment, type ArenaOptions, type Target } from './Arena.ts';
import { keptTarget } from './keptTarget.ts';

const MOMENTS: readonly Moment[] = ['halfDone', 'catchingUp', 'emitted', 'any', 'claimed', 'catchingUp', 'any'];

/** n8n in regular mode, in one process. */
export interface RegularN8n {
	keeper: Keeper<N8n>;
	target: Target;
	start(): Promise<number>;
}

export function regularN8n(options: ArenaOptions): RegularN8n {
	let starts = 0;
	const keeper = new Keeper<N8n>((onSpawned) =>
		N8n.start({ folder: options.folder, env: startEnvironment(options, starts++ === 0), onSpawned }),
	);
	return {
		keeper,
		target: keptTarget('n8n', keeper, MOMENTS),
		start: async () => {
			const started = performance.now();
			await keeper.started();
			return performance.now() - started;
		},
	};
}
