import { refKey, type RecordRef } from './record';

/** One stay of a record at a stage. */
export interface StageVisit {
	ref: RecordRef;
	/** The change that began it, by a name that stays: with the record it names the stay. */
	begunBy: string;
	pipeline: string;
	stage: string;
	/** ISO 8601, UTC. */
	enteredAt: string;
	/** Id of the user who brought it there; null: the system, or another program. */
	enteredBy: string | null;
	/** ISO 8601, UTC; null: it is still there. */
	leftAt: string | null;
	leftBy: string | null;
	/** The change that ended it, by the same kind of name as `begunBy`; null: it goes on. */
	endedBy: string | null;
	/** ISO 8601, UTC: when its record was deleted; null: it is there. */
	goneAt: string | null;
}

/** A record comes to another stage, or to none: it was deleted, or its stage was emptied. */
export interface StageStep {
	ref: RecordRef;
	/** The change, by a name that stays. */
	change: string;
	/** ISO 8601, UTC. */
	at: string;
	/** Id of a user. */
	actor: string | null;
	to: { pipeline: string; stage: string } | 'none' | 'deleted';
}

/**
 * The stays that the steps make or change, given all that are known of their records. Steps of one record are in the order in
 * which they happened; one that was taken before changes nothing.
 */
export function visitsAfter(known: readonly StageVisit[], steps: readonly StageStep[]): StageVisit[] {
	const records = new Map<string, StageVisit[]>();
	for (const visit of known) {
		const visits = records.get(refKey(visit.ref));
		if (visits === undefined) records.set(refKey(visit.ref), [visit]);
		else visits.push(visit);
	}
	const changed = new Map<string, StageVisit>();
	for (const step of steps) {
		const visits = records.get(refKey(step.ref)) ?? [];
		const after = afterStep(visits, step);
		for (const visit of after) if (!visits.includes(visit)) changed.set(`${refKey(visit.ref)} ${visit.begunBy}`, visit);
		records.set(refKey(step.ref), after);
	}
	return [...changed.values()];
}

function afterStep(visits: readonly StageVisit[], step: StageStep): StageVisit[] {
	const { change, to } = step;
	const taken = visits.some(({ begunBy, endedBy }) => begunBy === change || endedBy === change);
	if (taken || isOld(visits, step)) return [...visits];
	const open = visits.find(({ leftAt }) => leftAt === null);
	if (typeof to === 'object' && open?.stage === to.stage && open.pipeline === to.pipeline) return [...visits];
	const after = visits.map((visit) => goneOrBack(visit === open ? ended(visit, step) : visit, step));
	return typeof to === 'object' ? [...after, begun(step, to)] : after;
}

/** A deletion that had nothing to end leaves no trace: after the record was restored, it must not end what began then. */
function isOld(visits: readonly StageVisit[], { at, to }: StageStep): boolean {
	return to === 'deleted' && visits.some(({ leftAt, enteredAt }) => leftAt === null && enteredAt > at);
}

/** Moments of other programs may go backwards: no stay is shorter than nothing. */
function ended(visit: StageVisit, { at, actor, change }: StageStep): StageVisit {
	return { ...visit, leftAt: at < visit.enteredAt ? visit.enteredAt : at, leftBy: actor, endedBy: change };
}

function goneOrBack(visit: StageVisit, { at, to }: StageStep): StageVisit {
	if (to === 'deleted') return visit.goneAt === null ? { ...visit, goneAt: at } : visit;
	return visit.goneAt === null ? visit : { ...visit, goneAt: null };
}

function begun({ ref, change, at, actor }: StageStep, to: { pipeline: string; stage: string }): StageVisit {
	return { ref, begunBy: change, ...to, enteredAt: at, enteredBy: actor, leftAt: null, leftBy: null, endedBy: null, goneAt: null };
}
