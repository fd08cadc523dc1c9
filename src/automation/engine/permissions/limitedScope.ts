import type { Permission } from '../../../model/permissions';
import type { User } from '../../../model/user';
import type { Scope } from '../Scope';
import { Access } from './Access';
import { guard } from './guard';
import { COMPANIONS, CRM, FEED } from './rules';

/** See `asActor`. */
export function limitedScope(scope: Scope, who: { user: User; permissions: readonly Permission[] }): Scope {
	const { crm, feed, companions } = scope;
	const access = new Access({ crm, feed, companions, ...who });
	return {
		...scope,
		crm: guard(crm, CRM, access),
		feed: guard(feed, FEED, access),
		companions: guard(companions, COMPANIONS, access),
		access,
	};
}
