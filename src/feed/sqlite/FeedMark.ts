import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { OpenFile } from '../../sql/sqlite/OpenFile';
import { every, systemClock } from '../../model/clock';
import { CrmError } from '../../model/CrmError';
import { knownFeeds, type FeedIdentity } from '../feedIdentity';

/**
 * How often it is written down how far the feed has come, in milliseconds: how far it had come that long before. What was committed
 * since may not be on the disk yet, and a power cut must not make an older copy of the newest.
 */
const WRITE_EVERY_MS = 60_000;

/** Where a database is, and what people know it by. */
export interface MarkedFile {
	path: string;
	name: string;
}

interface Mark {
	/** The id of the feed that was last seen in the file. */
	feed: string;
	/** The number of its newest change then. */
	change: number;
}

interface MarkedFeed extends MarkedFile {
	identity: FeedIdentity;
	handle: DatabaseSync;
	/** While it is lost, what is on the disk is not what the mark speaks of. */
	file: Pick<OpenFile, 'isLost'>;
}

/**
 * A small file beside a SQLite file (`crm.sqlite.id`) that says which feed was last seen in it and how far that had come. By it
 * is noticed what nobody would see otherwise when the database is opened: that it is gone (and a new, empty one would be made),
 * that it is another one, or that it is an older copy. With an older copy, new changes would get the numbers of changes that n8n
 * and the ledger know: they would count as done.
 */
export class FeedMark {
	private readonly feed: MarkedFeed;
	private readonly stop: () => void;
	private seen: number;
	private written = -1;

	private constructor(feed: MarkedFeed, seen: number) {
		this.feed = feed;
		this.seen = seen;
		this.stop = every(systemClock, WRITE_EVERY_MS, () => {
			void this.write(this.seen);
			this.seen = newestChange(feed.handle);
		});
	}

	/** Before the file is opened, which would make it. Throws storage when there was a database and its file is gone or empty. */
	static async requireFile({ path, name }: MarkedFile): Promise<void> {
		if ((await markOf(path)) === undefined) return;
		const size = (await stat(path).catch(() => undefined))?.size ?? 0;
		if (size > 0) return;
		throw new CrmError(
			'storage',
			`The database "${name}" is gone: there was one in ${dirname(path)}, and now its file is missing or empty.`,
			`Put the file or a backup back (crmflow restore); in Docker, see whether the volume is the right one. To begin with an empty CRM, delete ${name}.id beside it.`,
		);
	}

	/** From now on until `close`. Throws storage for another database than the one that was there, and for an older copy of it. */
	static async keep(feed: MarkedFeed): Promise<FeedMark> {
		const { path, name, identity, handle } = feed;
		const [mark, newest] = [await markOf(path), newestChange(handle)];
		if (mark !== undefined && !knownFeeds(identity).includes(mark.feed))
			throw new CrmError(
				'storage',
				`The file ${path} is not the database "${name}" that was here before: it is another one.`,
				`Put the file that was here back. If the other one is to take its place, delete ${name}.id beside it.`,
			);
		if (mark !== undefined && mark.feed === identity.feedId && newest < mark.change)
			throw new CrmError(
				'storage',
				`The file ${path} is an older copy of the database "${name}": it ends at change ${newest}, and change ${mark.change} was made already. New changes would count as those that are missing, and be left out.`,
				`Put the newest file back. To go on with the older one: crmflow backup old.crmflow.gz, then crmflow restore old.crmflow.gz --replace.`,
			);
		const kept = new FeedMark(feed, newest);
		await kept.write(newest);
		return kept;
	}

	/** While the database is still open. */
	async close(): Promise<void> {
		this.stop();
		if (this.feed.handle.isOpen) await this.write(newestChange(this.feed.handle));
	}

	/** Best effort: the disk may be full, and then the database says so. */
	private async write(change: number): Promise<void> {
		const { path, identity, file } = this.feed;
		if (file.isLost || change <= this.written) return;
		try {
			const unfinished = `${path}.id.${process.pid}`;
			await writeFile(
				unfinished,
				`${JSON.stringify({ feed: identity.feedId, change, about: ABOUT } satisfies Mark & { about: string })}\n`,
				{
					mode: 0o600,
				},
			);
			await rename(unfinished, `${path}.id`);
			this.written = change;
		} catch {
			// See above.
		}
	}
}

/** Its number; 0: there was none, or the database cannot be read, which whoever works with it is told. */
function newestChange(handle: DatabaseSync): number {
	try {
		return Number(handle.prepare("select seq from sqlite_sequence where name = 'change_feed'").get()?.seq ?? 0);
	} catch {
		return 0;
	}
}

const ABOUT = 'By this file it is noticed when the database beside it is gone, or is another one.';

/** What is said of the file holds no longer: something else was put in its place on purpose. */
export async function forgetFeedMark(path: string): Promise<void> {
	await rm(`${path}.id`, { force: true });
}

/** The feed that was last seen in the file; undefined: nobody knows. */
export async function markedFeed(path: string): Promise<string | undefined> {
	return (await markOf(path))?.feed;
}

/** What cannot be read says nothing. */
async function markOf(path: string): Promise<Mark | undefined> {
	try {
		const { feed, change } = JSON.parse(await readFile(`${path}.id`, 'utf8')) as Partial<Mark>;
		return typeof feed === 'string' && typeof change === 'number' ? { feed, change } : undefined;
	} catch {
		return undefined;
	}
}
