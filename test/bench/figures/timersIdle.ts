import type { Bench } from '../support/Bench.ts';
import { BenchCrm } from '../support/BenchCrm.ts';
import { buildLibrary } from '../support/buildLibrary.ts';
import { worstOf, type Measurements } from '../support/measurement.ts';
import { rest, SECONDS } from './idle.ts';

const TIMERS = 1_000_000;
const FILTER = { event: 'dateReached', recordType: 'deal', dateField: 'closeDate', conditions: [] };

/**
 * timers.idle: what a million timers cost that wait, in the process that would fire them. A bare Node process opens one trigger on
 * the database with the timers, leads the background service, and rests for 60 s. On both databases, the worse counts.
 */
export async function timersIdle(bench: Bench): Promise<Measurements> {
	const crms = [await BenchCrm.sqlite(bench), await BenchCrm.postgres(bench)];
	for (const crm of crms) await fillTimers(crm);
	const library = await buildLibrary(bench.folder, 'measuredTrigger');
	const idles = await Promise.all(crms.map(async ({ options }) => await rest({ library, options, subscriptions: 1, filter: FILTER })));
	for (const crm of crms) {
		const left = await crm.count('timer', 'due_at is not null');
		if (left !== TIMERS) throw new Error(`${left} timers wait on ${crm.name}, and not ${TIMERS}.`);
	}
	await Promise.all(crms.map(async (crm) => await crm.discard()));
	const parts = idles.map(({ cpu }, index) => ({
		what: `${crms[index]!.name}, ${TIMERS} timers, ${SECONDS} s`,
		unit: 'of a core',
		own: cpu,
		peer: Number.NaN,
		value: cpu,
		count: 1,
	}));
	return { 'timers.idle': worstOf(parts, { atMost: 0.01 }) };
}

/** Each a minute after the one before, from the year 2100 on. */
async function fillTimers(crm: BenchCrm): Promise<void> {
	const numbers =
		crm.name === 'SQLite'
			? `with recursive numbers(i) as (select 1 union all select i + 1 from numbers where i < ${TIMERS})`
			: `with numbers as (select i from generate_series(1, ${TIMERS}) i)`;
	const due =
		crm.name === 'SQLite'
			? `strftime('%Y-%m-%dT%H:%M:00.000Z', '2100-01-01', '+' || i || ' minutes')`
			: `to_char(timestamp '2100-01-01' + make_interval(mins => i), 'YYYY-MM-DD"T"HH24:MI:00.000Z')`;
	await crm.run(`${numbers} insert into timer (owner, subject, due_at, occasion, record_key, content, at)
		select 'trigger:workflow-0:trigger', 'deal/' || i, ${due}, '2100-01-01', null, '{"stage":null,"since":"2026-01-01T00:00:00.000Z"}',
		'2026-01-01T00:00:00.000Z' from numbers`);
}
