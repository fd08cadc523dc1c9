import type { Backend } from '../../../src/crm/BackendDescriptor';
import { subjectsOf } from '../../../src/crm/subjectsOf';
import { openLedger, type LedgerOptions } from '../../../src/ledger/openLedger';
import type { Clock } from '../../../src/model/clock';
import { PlainApi, type PlainAddress } from './PlainApi';
import { PlainRestCrm } from './PlainRestCrm';
import { KEY_FIELD } from './PlainTable';

export interface PlainRestOptions extends PlainAddress {
	ledger: LedgerOptions;
}

/** Opens Plain CRM, and its ledger beside it. Throws unavailable, forbidden, storage. */
export async function openPlainRest({ ledger: place, ...address }: PlainRestOptions, clock: Clock): Promise<Backend> {
	const api = new PlainApi(address);
	const { entities } = await api.shape();
	const searchableKey = ['task', 'note'].every((name) => entities[name]?.fields.some((field) => field.name === KEY_FIELD));
	const crm = new PlainRestCrm({ api, clock, searchableKey });
	const { ledger, feed, companionsOf, serveAlone, close } = await openLedger(place);
	return { crm, feed, ledger, companions: companionsOf(subjectsOf(crm, ledger), clock), source: { poll: crm.poll }, serveAlone, close };
}
