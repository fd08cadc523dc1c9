import { median } from '../../../model/percentile';
import type { StageVisit } from '../../../model/stageVisit';

/** A stay to count; its beginning may be an estimate. */
export type Stay = Pick<StageVisit, 'ref' | 'stage' | 'enteredAt' | 'leftAt'>;

/** Counts the stays at one stage. */
export class StageTally {
	/** Records that are there now. */
	records = 0;
	/** The longest one that was counted. */
	longest: Stay | undefined;
	private lengthOfLongest = 0;
	private readonly lengths: number[] = [];
	private readonly final: boolean;
	private readonly from: string | undefined;
	private readonly until: Date;

	/** `final`: records remain there, so only stays that ended say how long one takes. `from`: ISO 8601; absent: from ever. */
	constructor(final: boolean, from: string | undefined, until: Date) {
		this.final = final;
		this.from = from;
		this.until = until;
	}

	/** The whole stay counts that was going on at some time between the moments, up to the later one. */
	add(stay: Stay): void {
		const end = stay.leftAt === null || new Date(stay.leftAt) > this.until ? null : stay.leftAt;
		if (new Date(stay.enteredAt) >= this.until || (this.final && end === null)) return;
		if (end !== null && this.from !== undefined && end <= this.from) return;
		const length = lengthOf(stay.enteredAt, end ?? this.until.toISOString());
		this.lengths.push(length);
		if (this.longest === undefined || length > this.lengthOfLongest) {
			this.longest = stay;
			this.lengthOfLongest = length;
		}
	}

	get stays(): number {
		return this.lengths.length;
	}

	/** All three in milliseconds; null without any. */
	figures(): { average: number | null; median: number | null; longest: number | null } {
		const sum = this.lengths.reduce((total, length) => total + length, 0);
		return {
			average: this.stays === 0 ? null : sum / this.stays,
			median: median(this.lengths),
			longest: this.stays === 0 ? null : this.lengthOfLongest,
		};
	}
}

/** In milliseconds. */
export function lengthOf(from: string, until: string): number {
	return Math.max(0, Date.parse(until) - Date.parse(from));
}

/** Of milliseconds; null for null. */
export function hoursOf(length: number | null): number | null {
	return length === null ? null : round(length / HOUR_MS);
}

/** Days of 24 hours. */
export function daysOf(length: number | null): number | null {
	return length === null ? null : round(length / (24 * HOUR_MS));
}

function round(amount: number): number {
	return Math.round(amount * 100) / 100;
}

const HOUR_MS = 3600_000;
