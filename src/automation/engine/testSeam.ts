/**
 * Deliberate faults, so that tests can prove that the checkers of the demo and of chaos notice them. Closed unless the
 * environment says `CRMFLOW_TEST=1`; then `CRMFLOW_TEST_SABOTAGE` is `skip` (every 7th change is not delivered),
 * `double` (every 7th effect is done a second time), `forget` (the ledger of effects is off: what was done is neither
 * looked up nor remembered) or `twice` (every run is started a second time, up to 30 ms later, and without a key that
 * n8n would refuse). `CRMFLOW_TEST_ALIVE_MS` shortens the time for which a process is
 * believed alive after its last sign of life; `CRMFLOW_TEST_N8N_TRIED` (`1.0-1.1`) are other versions of n8n than those that
 * were tried.
 */
export const testSeam = {
	dropsDelivery: (): boolean => sabotage('skip') && isSeventh(),
	repeatsEffect: (): boolean => sabotage('double') && isSeventh(),
	forgetsEffects: (): boolean => sabotage('forget'),
	startsTwice: (): boolean => sabotage('twice'),
	triedVersions: (): { oldest: string; newest: string } | undefined => {
		const [oldest, newest] = (isTest() && process.env.CRMFLOW_TEST_N8N_TRIED?.split('-')) || [];
		return oldest === undefined || newest === undefined ? undefined : { oldest, newest };
	},
	aliveMs: (): number | undefined => (isTest() && Number(process.env.CRMFLOW_TEST_ALIVE_MS)) || undefined,
};

let count = 0;

function isSeventh(): boolean {
	count++;
	return count % 7 === 0;
}

function sabotage(kind: 'skip' | 'double' | 'forget' | 'twice'): boolean {
	return isTest() && process.env.CRMFLOW_TEST_SABOTAGE === kind;
}

function isTest(): boolean {
	return process.env.CRMFLOW_TEST === '1';
}
