import { PATIENCE_MS } from './patience';

/** Time for one end-to-end test or hook: so long that a wait in vain tells what did not come, before the test is ended. */
jest.setTimeout(3 * PATIENCE_MS);
