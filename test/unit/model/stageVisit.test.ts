import { visitsAfter, type StageStep, type StageVisit } from '../../../src/model/stageVisit';

const ref = { type: 'deal', id: '1' };
const step = (change: string, at: string, to: string, more: Partial<StageStep> = {}): StageStep => ({
	ref,
	change,
	at,
	actor: null,
	to: to === 'none' || to === 'deleted' ? to : { pipeline: 'sales', stage: to },
	...more,
});

/** As the ledger keeps them: a later one of the same name replaces it. */
function kept(...batches: StageStep[][]): StageVisit[] {
	const all = new Map<string, StageVisit>();
	for (const steps of batches)
		for (const visit of visitsAfter([...all.values()], steps)) all.set(`${visit.ref.id} ${visit.begunBy}`, visit);
	return [...all.values()];
}

const shown = (visits: readonly StageVisit[]) =>
	visits.map(({ stage, enteredAt, leftAt, goneAt }) => `${stage} ${enteredAt}-${leftAt ?? ''}${goneAt === null ? '' : ` gone ${goneAt}`}`);

const MOVES = [step('1', '01', 'new'), step('2', '05', 'offer'), step('3', '09', 'won')];

describe('visits of stages', () => {
	it('follow one another, with who began and who ended each', () => {
		const visits = kept([step('1', '01', 'new', { actor: '7' }), step('2', '05', 'offer', { actor: '8' })]);
		expect(visits).toMatchObject([
			{ stage: 'new', enteredAt: '01', enteredBy: '7', leftAt: '05', leftBy: '8', begunBy: '1', endedBy: '2' },
			{ stage: 'offer', enteredAt: '05', enteredBy: '8', leftAt: null, leftBy: null, begunBy: '2', endedBy: null },
		]);
	});

	it('are the same however the steps are cut into batches', () => {
		const whole = shown(kept(MOVES));
		expect(whole).toEqual(['new 01-05', 'offer 05-09', 'won 09-']);
		expect(shown(kept(...MOVES.map((move) => [move])))).toEqual(whole);
	});

	it('are the same when steps are taken again, from any point', () => {
		const steps = [...MOVES, step('4', '10', 'deleted'), step('5', '12', 'won'), step('6', '15', 'new')];
		const once = shown(kept(steps));
		expect(once).toEqual(['new 01-05', 'offer 05-09', 'won 09-10', 'won 12-15', 'new 15-']);
		for (let again = 0; again < steps.length; again++) expect(shown(kept(steps, steps.slice(again)))).toEqual(once);
	});

	it('a deletion of what nobody had seen ends nothing that began after it, however often it is taken', () => {
		const steps = [step('1', '03', 'deleted'), step('2', '05', 'new')];
		expect(shown(kept(steps, steps))).toEqual(['new 05-']);
	});

	it('a deletion marks all visits of the record, and the record that is there again none', () => {
		expect(shown(kept(MOVES, [step('4', '10', 'deleted')]))).toEqual(['new 01-05 gone 10', 'offer 05-09 gone 10', 'won 09-10 gone 10']);
		expect(shown(kept(MOVES, [step('4', '10', 'deleted'), step('5', '11', 'won')]))).toEqual([
			'new 01-05',
			'offer 05-09',
			'won 09-10',
			'won 11-',
		]);
	});

	it('a stage that is emptied ends the visit, and the record is not gone', () => {
		expect(shown(kept([step('1', '01', 'new'), step('2', '04', 'none'), step('3', '06', 'new')]))).toEqual(['new 01-04', 'new 06-']);
	});

	it('coming to where it is changes nothing, and a clock that was set back makes no visit shorter than nothing', () => {
		expect(shown(kept([step('1', '05', 'new'), step('2', '07', 'new')]))).toEqual(['new 05-']);
		expect(shown(kept([step('1', '05', 'new'), step('2', '03', 'offer')]))).toEqual(['new 05-05', 'offer 03-']);
	});

	it('those of several records do not mix', () => {
		const other = { ref: { type: 'deal', id: '2' } };
		expect(shown(kept([step('1', '01', 'new'), step('2', '02', 'offer', other), step('3', '03', 'won')]))).toEqual([
			'new 01-03',
			'offer 02-',
			'won 03-',
		]);
	});
});
