/** Anything JSON can hold. */
export type OutputValue = string | number | boolean | null | OutputValue[] | { [name: string]: OutputValue };

/** What a node puts out for one item. */
export type Output = { [name: string]: OutputValue };

/** The JSON form of an object of the model: what is undefined is left out. */
export function outputOf(value: object): Output {
	return JSON.parse(JSON.stringify(value)) as Output;
}
