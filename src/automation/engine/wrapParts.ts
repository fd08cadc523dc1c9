export type Method = (...args: unknown[]) => unknown;

/** What is wrapped around a method; `name` with its part: "tasks.create". */
export type WrapMethod<Rule> = (part: object, method: Method, rule: Rule | undefined, name: string) => Method;

/**
 * The port, or a part of it, with every method wrapped; a table with the same names says how. A part whose rule in the table is
 * a word instead of a table is given as it is. Optional methods and parts that it lacks are absent here too.
 */
export function wrapParts<Part extends object, Rule>(part: Part, table: object, wrap: WrapMethod<Rule>, path = ''): Part {
	const members = new Map<string, unknown>();
	return new Proxy({} as Part, {
		get(blank, name) {
			if (typeof name === 'symbol' || name in blank) return Reflect.get(blank, name) as unknown;
			if (!members.has(name)) members.set(name, wrappedMember(part, table, wrap, { path, name }));
			return members.get(name);
		},
		has: (_, name) => name in part,
	});
}

interface Member {
	/** Of its part: "tasks."; of the port itself: "". */
	path: string;
	name: string;
}

function wrappedMember<Rule>(part: object, table: object, wrap: WrapMethod<Rule>, { path, name }: Member): unknown {
	const member = (part as Record<string, unknown>)[name];
	const rule = Object.hasOwn(table, name) ? (table as Record<string, unknown>)[name] : undefined;
	if (typeof member === 'function') return wrap(part, member as Method, rule as Rule | undefined, path + name);
	if (typeof rule === 'string') return member;
	if (typeof member !== 'object' || member === null) return undefined;
	return wrapParts(member, (rule as object | undefined) ?? {}, wrap, `${path}${name}.`);
}
