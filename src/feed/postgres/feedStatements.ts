import { createHash } from 'node:crypto';
import { quoted } from '../../sql/postgres/PostgresAddress';

/*
 * The order of the feed.
 *
 * Numbers of changes are given out when a change is made, but it is seen when its transaction commits: number 5 may be
 * seen before number 4. A reader that read up to 5 would never see 4. The order by numbers itself must stay, because the
 * changes of one record are right in it (the second one waits for the first one's row), while in the order of the
 * transactions' own numbers they would not be: a transaction that began earlier may change the record later.
 *
 * So each transaction says, before it takes its first number, "none of mine is up to N", N being the last number given
 * out. It says so by a lock, which the database shows to all and takes away at the end of the transaction, whatever that
 * end is. A reader first notes the last number given out (M), then looks at the locks, then reads up to the smaller of M
 * and the lowest N. A number up to M was taken before M was noted, and its transaction's lock before that: either the
 * lock is still there, and the reader stops before the number, or the transaction is over, and the reader sees what it
 * left. Nothing is skipped; a transaction that stays open only delays what comes after it. Transactions that change
 * nothing in the feed, of other databases or programs, delay nothing. No column and no index is needed for this, and
 * cursors stay true when the database is moved to another server.
 *
 * Most of the time nobody is writing, and to look through all locks of the server is a third of what a page costs. So each
 * transaction also holds one lock that is always the same, and a reader that can have that one for itself, for no longer than it
 * takes to give it back, knows that there are no others to look at. A transaction that changed something itself looks at all of
 * them: its own lock does not keep it out.
 */

/** The first half of the locks' name in the database, which nothing else uses, except by chance. */
function lockClass(schema: string): number {
	return createHash('sha256').update(`crmflow feed ${schema}`).digest().readUInt32BE() & 0x7fff_ffff;
}

const LOW_32_BITS = '4294967295';

/** The lock that every transaction holds which may have taken numbers, as a name of one half: see above. */
function writingLock(schema: string): string {
	return createHash('sha256').update(`crmflow feed is written ${schema}`).digest().readBigInt64BE().toString();
}

/**
 * PL/pgSQL, before numbers are taken: once per transaction, or again after the part that did it was undone (which undoes
 * the setting, the lock and the notice alike). The lock's second half is N's lower 32 bits.
 */
export function takePositionText(schema: string): string {
	return `if current_setting('crmflow.position', true) is distinct from '${schema}' then
				perform pg_advisory_xact_lock_shared(${writingLock(schema)});
				perform pg_advisory_xact_lock_shared(${lockClass(schema)}, cast(cast(case when is_called then last_value else 0 end as bit(32)) as integer)) from ${quoted(schema)}.change_feed_id_seq;
				perform set_config('crmflow.position', '${schema}', true), pg_notify('${schema}', '');
			end if;`;
}

/**
 * What the order needs beside the table. `feed_state` knows what was pruned: numbers that are missing do not tell, since
 * transactions that were undone leave gaps too.
 */
export function feedStatements(schema: string): string[] {
	const own = quoted(schema);
	return [
		`create table ${own}."feed_state" (id integer primary key check (id = 1), pruned bigint not null)`,
		`insert into ${own}."feed_state" values (1, 0)`,
		`create function ${own}."feed_pruned"() returns trigger language plpgsql as $crmflow$
		begin
			update ${own}.feed_state set pruned = greatest(pruned, (select max(id) from old_rows)) where exists (select from old_rows);
			return null;
		end $crmflow$`,
		`create trigger "feed_pruned" after delete on ${own}."change_feed" referencing old table as old_rows for each statement execute function ${own}."feed_pruned"()`,
	];
}

/**
 * Makes `feed_page(seen, most)` anew: changes after the last one seen, up to where no earlier one can appear any more, each with
 * `settled` (up to where that is so), `newest` (the last number given out) and `reset` (`seen` is unknown or pruned; these are
 * the oldest there are). Without changes it is one row with an empty id. `idType`: of the columns that name records and users.
 */
export function feedPageStatements(schema: string, idType: 'bigint' | 'text'): string[] {
	const own = quoted(schema);
	return [
		`drop function if exists ${own}."feed_page"(bigint, integer)`,
		`create function ${own}."feed_page"(seen bigint, most integer)
		returns table (reset boolean, newest bigint, settled bigint, id bigint, record_type text, record_id ${idType}, kind text, at text, actor ${idType}, origin json, reason json, before json, after json)
		language plpgsql as $crmflow$
		declare
			last bigint;
			low bigint;
			start bigint := seen;
			restart boolean;
		begin
			select case when is_called then last_value else 0 end into last from ${own}.change_feed_id_seq;
			low := last;
			if current_setting('crmflow.position', true) is not distinct from '${schema}' or not (
				case when pg_try_advisory_lock(${writingLock(schema)}) then pg_advisory_unlock(${writingLock(schema)}) else false end) then
				select coalesce(last - max((last - cast(objid as bigint)) & ${LOW_32_BITS}), last) into low from pg_catalog.pg_locks
					where locktype = 'advisory' and classid = ${lockClass(schema)} and objsubid = 2 and granted
					and database = (select oid from pg_catalog.pg_database where datname = current_database());
			end if;
			select seen is null or seen < pruned or seen > last into restart from ${own}.feed_state;
			if restart then start := 0; end if;
			return query select restart, last, low, c.* from (
				select f.id, f.record_type, f.record_id, f.kind, f.at, f.actor, f.origin, f.reason, f.before, f.after
				from ${own}.change_feed as f where f.id > start and f.id <= low order by f.id limit most) as c;
			if not found then
				return query select restart, last, low, cast(null as bigint), null, cast(null as ${idType}), null, null, cast(null as ${idType}), cast(null as json), cast(null as json), cast(null as json), cast(null as json);
			end if;
		end $crmflow$`,
	];
}
