import { cpus, totalmem } from 'node:os';
import type { Figure } from '../figureList.ts';
import { goalText, holds, rounded, type Goal } from './arithmetic.ts';
import type { Measurement, Part } from './measurement.ts';

/** A figure as it came out; `error` instead of a measurement where it could not be measured. */
export type Result = { figure: Figure; measurement: Measurement } | { figure: Figure; error: string };

/** One line for programs: the five of the figure, then what it is made of, with the peer beside it. */
export function jsonLine(result: Result): string {
	const { name, unit, goal } = result.figure;
	const head = { name, value: null, unit, goal: goalText(goal), holds: goal === null ? null : false };
	if ('error' in result) return JSON.stringify({ ...head, error: result.error });
	const { value, parts, durability, note } = result.measurement;
	return JSON.stringify({ ...head, value: rounded(value), holds: holds(value, goal), parts: parts.map(roundedPart), durability, note });
}

/** How long one family took, its n8n and its data included. */
export interface FamilyTime {
	family: string;
	ms: number;
}

/** `1:05 min in all: load 5 s, idle 60 s.` */
export function timesLine(times: readonly FamilyTime[], ms: number): string {
	const seconds = Math.round(ms / 1000);
	const each = times.map((time) => `${time.family} ${Math.round(time.ms / 1000)} s`);
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} min in all: ${each.join(', ')}.`;
}

/** For people. */
export function printTable(results: readonly Result[], took: string, print: (line: string) => void): void {
	print('');
	print(machine());
	print('');
	for (const result of results) {
		const { name, unit, goal, what } = result.figure;
		if ('error' in result) {
			print(`✗ ${name.padEnd(28)} could not be measured: ${result.error}`);
			continue;
		}
		const { value, parts, durability, note } = result.measurement;
		print(
			`${verdict(value, goal)} ${name.padEnd(28)} ${String(rounded(value)).padStart(8)} ${unit === 'ratio' ? '' : unit} ${goal === null ? '' : `(goal ${goalText(goal)})`}`,
		);
		print(`    ${what}`);
		for (const part of parts) print(`    ${partLine(part)}`);
		if (durability !== undefined) print(`    ${durability}`);
		if (note !== undefined) print(`    ${note}`);
	}
	print('');
	print(took);
	print('');
}

/** Held, missed, or only reported. */
export function verdict(value: number, goal: Goal): '✓' | '✗' | '·' {
	const held = holds(value, goal);
	return held === null ? '·' : held ? '✓' : '✗';
}

export function machine(): string {
	const [cpu] = cpus();
	return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`;
}

/** `10 commits: 30 ms, peer 20 ms → 1.5 (15 ×)` */
export function partLine({ what, unit, own, peer, value, count }: Part): string {
	const peerText = Number.isNaN(peer) ? '' : `, peer ${rounded(peer)} ${unit} → ${rounded(value)}`;
	return `${what}: ${rounded(own)} ${unit}${peerText} (${count} ×)`;
}

function roundedPart({ what, unit, own, peer, value, count }: Part): object {
	return { what, unit, own: rounded(own), peer: Number.isNaN(peer) ? null : rounded(peer), value: rounded(value), count };
}
