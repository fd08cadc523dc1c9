
/**
 * Deliberate faults, so that tests can prove that the checkers of the demo and of chaos notice them. Closed unless the
 * environment says `CRMFLOW_TEST=1`; then `CRMFLOW_TEST_SABOTAGE` is `skip` (every 7th change is not delivered),
 * `double` (every 7th effect is done a second time) or `forget` (the ledger of effects is off: what was done is neither
 * looked up nor remembered).
 */
export const testSeam = {
	dropsDelivery: (): boolean => sabotage('skip') && isSeventh(),
	repeatsEffect: (): boolean => sabotage('double') && isSeventh(),
	forgetsEffects: (): boolean => sabotage('forget'),
};

let count = 0;

function isSeventh(): boolean {
	count++;
	return count % 7 === 0;
}

function sabotage(kind: 'skip' | 'double' | 'forget'): boolean {
	return process.env.CRMFLOW_TEST === '1' && process.env.CRMFLOW_TEST_SABOTAGE === kind;
}
