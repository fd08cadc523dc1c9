import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { Clock } from '../../model/clock';
import type { User } from '../../model/user';
import type { Origin, WriteContext } from '../../model/write';
import type { ChangeListeners } from '../../feed/ChangeListeners';
import type { CrmDialect } from './CrmDialect';
import { idNumberOrNull } from './ids';
import type { Reference } from '../Reference';
import type { ReferenceCache } from './ReferenceCache';
import type { CrmTables } from './tables';

/** What a write knows about itself. */
export interface Writing {
	reference: Reference;
	/** ISO 8601, UTC: one moment for all changes of a transaction. */
	at: string;
	/** For what keeps its origin with it. */
	origin: Origin | null;
	/** On whose behalf it happens; undefined: the system. */
	actor: User | undefined;
}

export interface WriterParts {
	database: SqlDatabase<CrmTables>;
	dialect: CrmDialect;
	clock: Clock;
	references: ReferenceCache;
	listeners: ChangeListeners;
}

/**
 * The one door of every write to the CRM: a transaction in which the triggers know who writes, when and why, and after
 * which the listeners of the feed are called.
 */
export class Writer {
	private readonly parts: WriterParts;

	constructor(parts: WriterParts) {
		this.parts = parts;
	}

	/** Throws notFound for an unknown actor, and what the work throws; nothing is written then. */
	async write<T>(context: WriteContext, work: (writing: Writing) => Promise<T>): Promise<T> {
		const { database, references } = this.parts;
		return await database.transaction(async () => {
			const reference = await references.current();
			const actor =
				context.actor === undefined ? undefined : reference.requireUser(context.actor, 'as the one on whose behalf this happens');
			const at = await this.announceContext(context);
			return await work({ reference, at, origin: context.origin ?? null, actor });
		});
	}

	private async announceContext({ actor, origin, reason }: WriteContext): Promise<string> {
		const { database, dialect, clock, listeners } = this.parts;
		const transaction = database.current()!;
		const present = transaction.facts.get(this) as { text: string; at: string } | undefined;
		const originText = origin === undefined ? null : JSON.stringify(origin);
		const reasonText = reason === undefined ? null : JSON.stringify(reason);
		const text = `${actor ?? ''} ${originText ?? ''} ${reasonText ?? ''}`;
		if (present?.text === text) return present.at;
		const at = present?.at ?? clock.now().toISOString();
		await database.run(dialect.writeContextText, [idNumberOrNull(actor), originText, at, reasonText]);
		transaction.facts.set(this, { text, at });
		const { clearContextText } = dialect;
		if (clearContextText !== undefined) {
			transaction.onCommitting(this, async () => {
				await database.run(clearContextText, []);
			});
		}
		transaction.onEnd(this, (committed) => {
			if (committed) listeners.announce();
		});
		return at;
	}
}
