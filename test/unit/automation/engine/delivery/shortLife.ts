/** Imported before anything else: a process is soon believed gone here. */
process.env.CRMFLOW_TEST = '1';
process.env.CRMFLOW_TEST_ALIVE_MS = '400';
