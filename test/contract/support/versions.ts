import { nextVersion } from '../../../src/crm/builtin/versions';
import type { ContractSubject } from './ContractSubject';

/** What the version must be after one change: the next number of the built-in CRM, or only another text than before. */
export function versionAfter({ polled }: Pick<ContractSubject, 'polled'>, before: string): unknown {
	return polled ? expect.not.stringContaining(before) : nextVersion(before);
}
