import { IANAZone } from 'luxon';
import { CrmError, quoted } from './CrmError';

export const DAY_MS = 24 * 60 * 60_000;

/**
 * A time zone as arithmetic needs it. *Wall time* is what a clock on the wall there shows, as milliseconds since the beginning
 * of 1970 on that wall. Offsets are kept per day, since asking for one costs more than everything else.
 */
export class ZoneTime {
	private readonly zone: IANAZone;
	/** By day in UTC; null: it changes on that day. */
	private readonly offsets = new Map<number, number | null>();

	private static readonly known = new Map<string, ZoneTime>();

	/** Throws invalidValue for what is no IANA name. */
	static of(timeZone: string): ZoneTime {
		let zone = ZoneTime.known.get(timeZone);
		if (zone === undefined) {
			zone = new ZoneTime(IANAZone.create(requireTimeZone(timeZone)));
			ZoneTime.known.set(timeZone, zone);
		}
		return zone;
	}

	private constructor(zone: IANAZone) {
		this.zone = zone;
	}

	/** How far the clock there is ahead of UTC, in milliseconds. */
	offsetAt(moment: number): number {
		const day = Math.floor(moment / DAY_MS);
		let kept = this.offsets.get(day);
		if (kept === undefined) {
			const atBeginning = this.ask(day * DAY_MS);
			kept = atBeginning === this.ask((day + 1) * DAY_MS) ? atBeginning : null;
			if (this.offsets.size >= MOST_KEPT) this.offsets.clear();
			this.offsets.set(day, kept);
		}
		return kept ?? this.ask(moment);
	}

	wallTimeOf(moment: number): number {
		return moment + this.offsetAt(moment);
	}

	/**
	 * The first moment at which the clock shows that time or a later one. So a time that the clocks skip is the end of the gap, and of
	 * one that comes twice it is the first; later times never come earlier.
	 */
	momentOf(wallTime: number): number {
		let before = wallTime - FURTHEST_MS;
		let after = wallTime + FURTHEST_MS;
		const offset = this.offsetAt(before);
		const laterOffset = this.offsetAt(after);
		if (offset === laterOffset) return wallTime - offset;
		// When the clocks change in between.
		while (after - before > 1) {
			const middle = Math.floor((before + after) / 2);
			if (this.offsetAt(middle) === offset) before = middle;
			else after = middle;
		}
		const shownBefore = wallTime - offset;
		return shownBefore < after ? shownBefore : Math.max(after, wallTime - laterOffset);
	}

	private ask(moment: number): number {
		return Math.round(this.zone.offset(moment) * 60_000);
	}
}

/** Throws invalidValue for what is no IANA name. */
export function requireTimeZone(name: string): string {
	if (IANAZone.isValidZone(name)) return name;
	throw new CrmError('invalidValue', `${quoted(name)} is not a time zone.`, 'Choose one from the list, for example Europe/Warsaw.');
}

/** No zone is, or was, further away from UTC. */
const FURTHEST_MS = 16 * 60 * 60_000;
const MOST_KEPT = 50_000;
