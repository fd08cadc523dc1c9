/** An error of the API. It comes with HTTP 200, as several CRMs answer: the body says that nothing was done. */
export class Refusal extends Error {
	readonly code: string;
	readonly field?: string;

	constructor(code: string, message: string, field?: string) {
		super(message);
		this.code = code;
		if (field !== undefined) this.field = field;
	}
}

/** Throws, where an expression is wanted. */
export function refuse(refusal: Refusal): never {
	throw refusal;
}
