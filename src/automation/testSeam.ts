
/**
 * Deliberate faults, so that tests can prove that the checker of the demo notices them. Closed unless the environment
 * says `CRMFLOW_TEST=1`; then `CRMFLOW_TEST_SABOTAGE` is `skip` (every 7th change is not delivered) or `double`
 * (every 7th effect is done a second time).
 */
export const testSeam = {
	dropsDelivery: (): boolean => sabotage('skip') && isSeventh(),
	repeatsEffect: (): boolean => sabotage('double') && isSeventh(),
};

let count = 0;

function isSeventh(): boolean {
	count++;
	return count % 7 === 0;
}

function sabotage(kind: 'skip' | 'double'): boolean {
	return process.env.CRMFLOW_TEST === '1' && process.env.CRMFLOW_TEST_SABOTAGE === kind;
}
