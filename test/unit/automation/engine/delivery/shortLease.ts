/** Imported before anything else: leases of processes are short here. */
process.env.CRMFLOW_TEST = '1';
process.env.CRMFLOW_TEST_LEASE_MS = '400';
