import { createHash, randomBytes } from 'node:crypto';
import { refuse, Refusal } from './Refusal';
import type { EntityShape, FieldShape, Row, Shape } from './shape';

/** What a caller asks for: all of `filter` must hold. */
export interface Filter {
	field: string;
	op: 'eq' | 'ne' | 'in' | 'gt' | 'gte' | 'lt' | 'lte' | 'contains' | 'empty' | 'filled';
	value?: unknown;
}

/**
 * The rows of the CRM, in memory. As in real ones, ids are texts that say nothing, times are whole seconds in UTC
 * without a zone, an unknown field is dropped in silence, and what is deleted is gone without a trace.
 */
export class Tables {
	/** May grow, as when an administrator adds an entity. */
	private readonly shape: Shape;
	private readonly now: () => Date;
	private readonly newId: (entity: string, count: number) => string;
	/** Rows that there ever were, by entity. */
	private readonly made = new Map<string, number>();
	private readonly rows = new Map<string, Map<string, Row>>();

	/** `newId`: of the so manieth row of an entity; default: a text that says nothing. */
	constructor(shape: Shape, now: () => Date, newId: (entity: string, count: number) => string = opaqueId) {
		this.shape = shape;
		this.now = now;
		this.newId = newId;
	}

	list(entity: string, filters: readonly Filter[], sort: string | undefined): Row[] {
		const { fields } = this.entity(entity);
		const known = new Set(['id', 'created', 'modified', ...fields.map(({ name }) => name)]);
		for (const { field } of filters) if (!known.has(field)) throw new Refusal('BAD_FILTER', `Unknown field ${field}`);
		const found = this.candidates(entity, filters).filter((row) => filters.every((filter) => holds(row, filter)));
		return sort === undefined ? found : found.sort(bySort(sort));
	}

	/** Ids are looked up, as every database does. */
	private candidates(entity: string, filters: readonly Filter[]): Row[] {
		const table = this.table(entity);
		const named = filters.find(({ field, op }) => field === 'id' && op === 'in')?.value as string[] | undefined;
		return named === undefined ? [...table.values()] : named.flatMap((id) => table.get(id) ?? []);
	}

	ids(entity: string): string[] {
		return [...this.table(entity).keys()];
	}

	get(entity: string, id: string): Row {
		const row = this.table(entity).get(id);
		if (row === undefined) throw new Refusal('NOT_FOUND', `${entity} ${id} not found`);
		return row;
	}

	create(entity: string, body: Record<string, unknown>): Row {
		const values = this.accepted(entity, body);
		for (const { name, required, default: preset } of this.entity(entity).fields) {
			values[name] ??= preset ?? null;
			if (required === true && isBlank(values[name])) throw new Refusal('REQUIRED', `Field ${name} is required`, name);
		}
		const time = seconds(this.now());
		this.made.set(entity, (this.made.get(entity) ?? 0) + 1);
		const id = this.newId(entity, this.made.get(entity)!);
		const row = this.stamped({ ...values, id, created: time, modified: time });
		this.table(entity).set(row.id, row);
		return row;
	}

	/** `ifTag`: only while the row still has this ETag. */
	update(entity: string, id: string, body: Record<string, unknown>, ifTag: string | undefined): Row {
		const before = this.get(entity, id);
		if (ifTag !== undefined && ifTag !== before.etag) throw new Refusal('STALE', `${entity} ${id} was modified`);
		const values = this.accepted(entity, body);
		for (const { name, required } of this.entity(entity).fields)
			if (required === true && name in values && isBlank(values[name])) throw new Refusal('REQUIRED', `Field ${name} is required`, name);
		const row = this.stamped({ ...before, ...values, modified: seconds(this.now()) });
		this.table(entity).set(id, row);
		return row;
	}

	remove(entity: string, id: string): Row {
		const row = this.get(entity, id);
		this.table(entity).delete(id);
		return row;
	}

	private table(entity: string): Map<string, Row> {
		this.entity(entity);
		let rows = this.rows.get(entity);
		if (rows === undefined) this.rows.set(entity, (rows = new Map()));
		return rows;
	}

	private entity(name: string): EntityShape {
		return this.shape.entities[name] ?? refuse(new Refusal('NO_SUCH_ENTITY', `There is no entity ${name}`));
	}

	private accepted(entity: string, body: Record<string, unknown>): Record<string, unknown> {
		const values: Record<string, unknown> = {};
		for (const field of this.entity(entity).fields) if (field.name in body) values[field.name] = checked(field, body[field.name]);
		return values;
	}

	private stamped(row: Omit<Row, 'etag'>): Row {
		const hash = createHash('sha1')
			.update(`${JSON.stringify(row)} ${randomBytes(4).toString('hex')}`)
			.digest('hex');
		return { ...row, etag: `"${hash.slice(0, 12)}"` } as Row;
	}
}

function opaqueId(entity: string): string {
	return `${entity.slice(0, 3)}_${randomBytes(6).toString('hex')}`;
}

function checked({ name, options, type }: FieldShape, value: unknown): unknown {
	if (isBlank(value)) return null;
	if (type === 'number' && typeof value !== 'number') throw new Refusal('INVALID', `Field ${name} must be a number`, name);
	if (options !== undefined)
		for (const one of [value].flat())
			if (!options.some(({ id }) => id === String(one))) throw new Refusal('INVALID', `Field ${name} has no option ${String(one)}`, name);
	return value;
}

function isBlank(value: unknown): boolean {
	return value === null || value === undefined || value === '';
}

/** `2026-03-02 09:00:00` */
function seconds(moment: Date): string {
	return moment.toISOString().slice(0, 19).replace('T', ' ');
}

function holds(row: Row, { field, op, value }: Filter): boolean {
	const actual = row[field];
	switch (op) {
		case 'eq':
			return same(actual, value);
		case 'ne':
			return !same(actual, value);
		case 'in':
			return (value as unknown[]).some((one) => same(actual, one));
		case 'contains':
			return String(actual ?? '')
				.toLowerCase()
				.includes(String(value).toLowerCase());
		case 'empty':
			return isBlank(actual);
		case 'filled':
			return !isBlank(actual);
		default:
			return !isBlank(actual) && compares(op, compare(actual, value));
	}
}

function compares(op: 'gt' | 'gte' | 'lt' | 'lte', order: number): boolean {
	return { gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 }[op];
}

/** Upper and lower case alike, as the databases behind such CRMs compare. */
function same(a: unknown, b: unknown): boolean {
	if (isBlank(a) || isBlank(b)) return isBlank(a) && isBlank(b);
	return typeof a === 'number' && typeof b === 'number' ? a === b : String(a).toLowerCase() === String(b).toLowerCase();
}

function compare(a: unknown, b: unknown): number {
	if (typeof a === 'number' && typeof b === 'number') return a - b;
	return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

function bySort(sort: string): (a: Row, b: Row) => number {
	const descending = sort.startsWith('-');
	const field = sort.replace(/^-/, '');
	return (a, b) => {
		const [x, y] = [a[field], b[field]];
		// Rows without a value come last, whatever the direction.
		if (isBlank(x) || isBlank(y)) return Number(isBlank(x)) - Number(isBlank(y));
		return descending ? compare(y, x) : compare(x, y);
	};
}
