import type { SqlDatabase } from '../../sql/SqlDatabase';
import { loadReference } from './loadReference';
import { Reference } from '../Reference';
import type { CrmTables } from './tables';
import type { CommitMarker } from '../../feed/DatabaseWatch';

/** In a transaction's facts: it changes what is kept, so nothing can be kept for it. */
const CHANGING = Symbol('changing');

/**
 * Keeps types, fields, stages and people in memory. Forgotten when this process changes them, or when another one has
 * written and the database's count of such changes has grown. A transaction keeps what it saw first.
 */
export class ReferenceCache {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly marker: CommitMarker;
	private kept: { reference: Reference; marker: unknown; version: number } | undefined;
	/** Grows whenever what is being loaded may be out of date before it is there. */
	private generation = 0;

	constructor(database: SqlDatabase<CrmTables>, marker: CommitMarker) {
		this.database = database;
		this.marker = marker;
	}

	/** `version`: the database's count of such changes, where it was just read; it is then not asked for again. */
	async current(version?: number): Promise<Reference> {
		const facts = this.database.current()?.facts;
		const fact = facts?.get(this);
		if (fact === CHANGING) return await loadReference(this.database.db());
		if (fact instanceof Reference) return fact;
		const reference = await this.upToDate(version);
		facts?.set(this, reference);
		return reference;
	}

	/**
	 * To be called inside a transaction that changes what is kept here, before it reads what it decides by: such
	 * transactions go one after the other. Until it ends it reads anew each time, and nobody else sees what it has not
	 * committed.
	 */
	async changing(): Promise<void> {
		await this.database.takeTurns('reference');
		const transaction = this.database.current();
		transaction?.facts.set(this, CHANGING);
		transaction?.onEnd(this, () => this.forget());
		this.forget();
	}

	/** A transaction that changes what is kept here; see `changing`. */
	async change<T>(work: (reference: Reference) => Promise<T>): Promise<T> {
		return await this.database.transaction(async () => {
			await this.changing();
			return await work(await this.current());
		});
	}

	private async upToDate(knownVersion: number | undefined): Promise<Reference> {
		const marker = this.marker();
		if (this.kept !== undefined && this.kept.marker === marker) return this.kept.reference;
		const version = knownVersion ?? (await this.version());
		if (this.kept !== undefined && this.kept.version === version) {
			this.kept.marker = marker;
			return this.kept.reference;
		}
		const { generation } = this;
		const reference = await loadReference(this.database.db());
		if (generation === this.generation) this.kept = { reference, marker, version };
		return reference;
	}

	private forget(): void {
		this.kept = undefined;
		this.generation++;
	}

	private async version(): Promise<number> {
		const [row] = await this.database.run<{ version: number }>('select version from reference_version where id = 1', []);
		return row?.version ?? 0;
	}
}
