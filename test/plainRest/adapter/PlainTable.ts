import type { RemoteTable } from '../../../src/crm/rest/RemoteTable';
import type { Condition } from '../../../src/model/query';
import type { WriteContext } from '../../../src/model/write';
import type { Row } from '../server/shape';
import { filtersOf } from './filtersOf';
import type { PlainApi } from './PlainApi';

/** Ids or keys in one request. */
const TOGETHER = 50;

/** The field that an administrator made for our key. */
export const KEY_FIELD = 'our_key';

/** How rows of an entity are read and written. */
export interface Form<Thing, Parts> {
	entity: string;
	/** Its names of the fields that can be asked for, by ours. */
	names: Readonly<Record<string, string>>;
	thingOf(row: Row): Thing;
	/** Only what is to be set. */
	rowOf(parts: Partial<Parts>): Record<string, unknown>;
}

export class PlainTable<Thing extends { id: string }, Parts extends object> implements RemoteTable<Thing, Parts> {
	readonly byKeys?: NonNullable<RemoteTable<Thing, Parts>['byKeys']>;
	private readonly api: PlainApi;
	private readonly form: Form<Thing, Parts>;

	constructor(api: PlainApi, form: Form<Thing, Parts>, searchableKey: boolean) {
		this.api = api;
		this.form = form;
		if (searchableKey)
			this.byKeys = async (keys) =>
				new Map((await this.rowsWith(KEY_FIELD, keys)).map((row) => [String(row[KEY_FIELD]), form.thingOf(row)]));
	}

	async *pages(conditions: readonly Condition[]): AsyncGenerator<Thing[]> {
		const { entity, names, thingOf } = this.form;
		for await (const rows of this.api.byKey(entity, filtersOf(conditions, names))) yield rows.map(thingOf);
	}

	async byIds(ids: readonly string[]): Promise<Thing[]> {
		return (await this.rowsWith('id', ids)).map(this.form.thingOf);
	}

	async insert(parts: Parts, { key }: WriteContext): Promise<Thing> {
		const { entity, rowOf, thingOf } = this.form;
		return thingOf(await this.api.create(entity, { ...rowOf(parts), ...(key === undefined ? {} : { [KEY_FIELD]: key }) }));
	}

	async patch(id: string, parts: Partial<Parts>, ifVersion: string | undefined): Promise<Thing> {
		const { entity, rowOf, thingOf } = this.form;
		return thingOf(await this.api.update(entity, id, rowOf(parts), ifVersion));
	}

	async delete(id: string): Promise<void> {
		await this.api.remove(this.form.entity, id);
	}

	/** Rows that have one of these values, to the letter. */
	private async rowsWith(field: string, values: readonly string[]): Promise<Row[]> {
		const wanted = new Set(values.filter((value) => value !== '' && value.length < 250));
		const found: Row[] = [];
		for (let start = 0; start < wanted.size; start += TOGETHER) {
			const filter = { field, op: 'in' as const, value: [...wanted].slice(start, start + TOGETHER) };
			for await (const rows of this.api.byKey(this.form.entity, [filter]))
				found.push(...rows.filter((row) => wanted.has(String(row[field]))));
		}
		return found;
	}
}
