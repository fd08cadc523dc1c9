/** A copy of objects, lists and plain values within each other; several times faster than structuredClone, which can do more. */
export function plainCopy<Value>(value: Value): Value {
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map(plainCopy) as Value;
	const copy = { ...value };
	for (const name of Object.keys(copy) as Array<keyof Value>) copy[name] = plainCopy(copy[name]);
	return copy;
}
