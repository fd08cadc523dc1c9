import type { User } from '../../../model/user';

/** What the address field of a mail node takes: `anna@example.com, boris@example.com`. Whoever has no address is left out. */
export function addressesOf(recipients: readonly User[]): string {
	return recipients.flatMap(({ email }) => email ?? []).join(', ');
}
