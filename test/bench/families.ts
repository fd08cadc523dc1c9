import type { FamilyName } from './figureList.ts';
import type { Bench } from './support/Bench.ts';
import type { Measurements } from './support/measurement.ts';

/** Figures that come from one measurement, taken in a process of its own. */
export interface Family {
	needs?: { postgres?: true; tarball?: true };
	measure(bench: Bench): Promise<Measurements>;
}

export const FAMILIES: Record<FamilyName, Family> = {
	load: { needs: { tarball: true }, measure: async (bench) => await (await import('./figures/loadTime.ts')).loadTime(bench) },
	'capture.sqlite': { measure: async (bench) => await (await import('./figures/capture.ts')).captureOnSqlite(bench) },
	'capture.postgres': {
		needs: { postgres: true },
		measure: async (bench) => await (await import('./figures/capture.ts')).captureOnPostgres(bench),
	},
	effects: { needs: { postgres: true }, measure: async (bench) => await (await import('./figures/effects.ts')).effects(bench) },
	template: { needs: { postgres: true }, measure: async (bench) => await (await import('./figures/template.ts')).template(bench) },
	growth: { needs: { postgres: true }, measure: async (bench) => await (await import('./figures/growth.ts')).growth(bench) },
	wake: { needs: { postgres: true }, measure: async (bench) => await (await import('./figures/wake.ts')).wake(bench) },
	feed: { needs: { postgres: true }, measure: async (bench) => await (await import('./figures/feed.ts')).feed(bench) },
	idle: { needs: { postgres: true }, measure: async (bench) => await (await import('./figures/idle.ts')).idle(bench) },
	timers: { needs: { postgres: true }, measure: async (bench) => await (await import('./figures/timers.ts')).timers(bench) },
	timersIdle: { needs: { postgres: true }, measure: async (bench) => await (await import('./figures/timersIdle.ts')).timersIdle(bench) },
	latency: {
		needs: { postgres: true, tarball: true },
		measure: async (bench) => await (await import('./figures/latency.ts')).latency(bench),
	},
	throughput: {
		needs: { postgres: true, tarball: true },
		measure: async (bench) => await (await import('./figures/throughput.ts')).throughput(bench),
	},
	batch: { needs: { postgres: true, tarball: true }, measure: async (bench) => await (await import('./figures/batch.ts')).batch(bench) },
	mergeFields: {
		needs: { postgres: true, tarball: true },
		measure: async (bench) => await (await import('./figures/batchMergeFields.ts')).batchMergeFields(bench),
	},
	scaleout: {
		needs: { postgres: true, tarball: true },
		measure: async (bench) => await (await import('./figures/scaleout.ts')).scaleout(bench),
	},
	lists: { needs: { postgres: true }, measure: async (bench) => await (await import('./figures/lists.ts')).lists(bench) },
	n8nIdle: { needs: { tarball: true }, measure: async (bench) => await (await import('./figures/n8nIdle.ts')).n8nIdle(bench) },
};
