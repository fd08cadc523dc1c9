import type { DatabaseSync } from 'node:sqlite';
import type { FeedSignal } from '../ChangeFeed';
import type { OpenFile } from '../../sql/sqlite/OpenFile';
import type { DatabaseWatch } from '../DatabaseWatch';

/** How often another process's writes are looked for, in milliseconds. */
const POLL_MS = 500;

/**
 * SQLite counts the commits of other connections for us (`data_version`), and nobody calls us: we ask. A file that was lost is told
 * like a change: whoever then reads learns what happened.
 */
export function sqliteWatch(handle: DatabaseSync, file: Pick<OpenFile, 'isLost'>): DatabaseWatch {
	const dataVersion = handle.prepare('pragma data_version');
	const lastChange = handle.prepare('select seq from sqlite_sequence where name = ?');
	const lastSignals = handle.prepare(`select name, value from ledger_meta where name like 'signal %'`);
	const commitMarker = () => (handle.isOpen ? dataVersion.get()?.data_version : undefined);
	const feedMarker = () => (handle.isOpen ? lastChange.get('change_feed')?.seq : undefined);

	const signalMarkers = (): Map<string, unknown> =>
		new Map(handle.isOpen ? lastSignals.all().map(({ name, value }) => [String(name).slice('signal '.length), value]) : []);

	return {
		commitMarker,
		begin(noticed) {
			let commit = commitMarker();
			let change = feedMarker();
			let signals = signalMarkers();
			let lost = false;
			const timer = setInterval(() => {
				if (lost !== (lost = file.isLost)) noticed('changes');
				if (lost) return;
				if (commit === (commit = commitMarker())) return;
				// Most commits of other processes are their own book-keeping: only those that made the feed longer count.
				if (change !== (change = feedMarker())) noticed('changes');
				const before = signals;
				signals = signalMarkers();
				for (const [signal, value] of signals) if (before.get(signal) !== value) noticed(signal as FeedSignal);
			}, POLL_MS).unref();
			return () => clearInterval(timer);
		},
		close: async () => undefined,
	};
}
