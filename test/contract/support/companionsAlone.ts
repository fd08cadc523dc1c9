import type { Backend } from '../../../src/crm/backends';
import type { Crm } from '../../../src/crm/Crm';
import { subjectsOf } from '../../../src/crm/subjectsOf';
import type { OpenLedger } from '../../../src/ledger/openLedger';
import type { Clock } from '../../../src/model/clock';
import { builtInSqlite } from './builtInSqlite';
import type { ContractSubject } from './ContractSubject';
import { ledgerInPostgres, ledgerInSqlite } from './ledgerAlone';

/** Companions in the database of a ledger that stands alone; what they name is in a CRM elsewhere. */
export const companionsAlone: readonly ContractSubject[] = [ledgerInSqlite, ledgerInPostgres].map((ledgers) => ({
	...builtInSqlite,
	name: ledgers.name.replace('ledger that stands', 'companions that stand'),
	capabilities: { ...builtInSqlite.capabilities, sharesLedger: false },
	textIds: true,
	editsOutside: false,
	async openFresh() {
		const [crm, ledger] = [await builtInSqlite.openFresh(), await ledgers.openFresh()];
		return {
			...crm,
			clock: crm.clock,
			get backend() {
				return beside(crm.backend, ledger.backend, crm.clock);
			},
			reopen: async () => void (await Promise.all([crm.reopen(), ledger.reopen()])),
			openAnother: async () => beside(await crm.openAnother(), await ledger.openAnother(), crm.clock),
			discard: async () => void (await Promise.all([crm.discard(), ledger.discard()])),
		};
	},
}));

function beside({ crm, close }: { crm: Crm; close(): Promise<void> }, { ledger, feed, companionsOf }: OpenLedger, clock: Clock): Backend {
	return { crm, ledger, feed, companions: companionsOf(subjectsOf(crm, ledger), clock), close };
}
