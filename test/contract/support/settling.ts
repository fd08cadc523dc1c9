import type { ChangeFeed } from '../../../src/feed/ChangeFeed';

const ASKING: readonly PropertyKey[] = ['head', 'read', 'byIds', 'ofRecord', 'newest', 'cursorAt', 'lag'] satisfies Array<keyof ChangeFeed>;

/** The feed as a reader finds it who comes after the next look at the CRM. */
export function settling(feed: ChangeFeed, settle: () => Promise<void>): ChangeFeed {
	return new Proxy(feed, {
		get(target, name) {
			const member = Reflect.get(target, name) as unknown;
			if (typeof member !== 'function') return member;
			const call = member.bind(target) as (...args: unknown[]) => unknown;
			if (!ASKING.includes(name)) return call;
			return async (...args: unknown[]) => {
				await settle();
				return await call(...args);
			};
		},
	});
}
