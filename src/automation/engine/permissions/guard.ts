import { wrapParts, type Method as WrappedMethod } from '../wrapParts';
import type { Access } from './Access';

type Method = (...args: never[]) => unknown;

/** What a method needs before it is called for a user whose role does not allow everything. */
type Rule<Part, Called extends Method> =
	/** Nothing: it tells what every form shows, or acts for nobody. */
	| 'open'
	/** Only for users whose role allows everything; "the roles of users". */
	| { setUp: string }
	/** Throws forbidden when it may not be called. `part` is without limits: what is named is read in it before it is written to. */
	| { before: (access: Access, part: Part, ...args: Parameters<Called>) => Promise<void> }
	/** A read that leaves out what is out of reach. `part` is without limits. */
	| { narrowed: (access: Access, part: Part, ...args: Parameters<Called>) => ReturnType<Called> };

/**
 * A line for every method of a part of the port, also of the optional ones, and for the parts in it: one that is added or
 * renamed does not compile until it is said here what it needs.
 */
export type Rules<Part extends object> = {
	readonly [Name in keyof Part]-?: NonNullable<Part[Name]> extends Method
		? Rule<Part, NonNullable<Part[Name]>>
		: Rules<NonNullable<Part[Name]> & object> | 'open';
};

type AnyRule = Rule<object, (...args: unknown[]) => unknown>;

/**
 * The part as a user sees it, by its rules. What the part has and no rule speaks of (an adapter has more than the port) is
 * refused. Optional methods that it lacks are absent here too.
 */
export function guard<Part extends object>(part: Part, rules: Rules<Part>, access: Access): Part {
	return wrapParts<Part, AnyRule>(part, rules, (inner, method, rule, name) => guardedMethod(inner, method, rule, access, name));
}

function guardedMethod(part: object, method: WrappedMethod, rule: AnyRule | undefined, access: Access, name: string): WrappedMethod {
	if (rule === undefined) return () => access.refuseUnknown(name);
	if (rule === 'open') return method.bind(part);
	if ('setUp' in rule) return async () => access.refuseSetUp(rule.setUp);
	if ('narrowed' in rule) return (...args) => rule.narrowed(access, part, ...args);
	return async (...args) => {
		await rule.before(access, part, ...args);
		return await method.apply(part, args);
	};
}
