import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Reads the node's parameters. One without an expression is the same for every item and is read once; n8n needs about
 * 0.4 ms for each expression of each item, which is most of the time of a large import.
 */
export class Parameters {
	private readonly fixed = new Map<string, unknown>();
	private readonly dynamic = new Set<string>();
	private readonly context: IExecuteFunctions;

	constructor(context: IExecuteFunctions) {
		this.context = context;
	}

	/** The value for an item; `fallback` where the form does not show the parameter. `name` may be a path. */
	get(name: string, itemIndex: number, fallback: unknown = null): unknown {
		if (this.fixed.has(name)) return this.fixed.get(name);
		if (this.dynamic.has(name)) return this.evaluate(name, itemIndex, fallback);
		if (hasExpression(this.raw(name, fallback))) {
			this.dynamic.add(name);
			return this.evaluate(name, itemIndex, fallback);
		}
		const value = this.evaluate(name, itemIndex, fallback);
		this.fixed.set(name, value);
		return value;
	}

	/** As it stands in the workflow, expressions not evaluated. */
	raw(name: string, fallback: unknown = null): unknown {
		return this.context.getNodeParameter(name, 0, fallback, { rawExpressions: true });
	}

	/** The use cases check every value against the CRM itself: n8n's check against the stored form could be out of date. */
	private evaluate(name: string, itemIndex: number, fallback: unknown): unknown {
		return this.context.getNodeParameter(name, itemIndex, fallback, { skipValidation: true });
	}
}

function hasExpression(raw: unknown): boolean {
	if (typeof raw === 'string') return raw.startsWith('=');
	if (raw === null || typeof raw !== 'object') return false;
	return Object.values(raw).some(hasExpression);
}
