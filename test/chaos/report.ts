/** What chaos found, for people. */
export function printReport(report: {
	result: Record<string, string | number>;
	outOfOrder: number;
	hits: Record<string, number>;
	/** Kills by the name of what was killed. */
	kills: ReadonlyMap<string, number>;
	/** What ended without a kill, and how often. */
	byItself: readonly string[];
	failures: readonly string[];
	complaints: readonly string[];
}): void {
	const { result, outOfOrder, hits, byItself, failures, complaints } = report;
	const kills = Number(result.kills);
	const killed = [...report.kills].map(([name, count]) => `${name} ${count}`);
	const lines: Array<[string, string]> = [
		['Stage changes', String(result.changes)],
		['Effects lost', String(result.lost)],
		['Effects twice or unexpected', String(result.duplicateEffects)],
		['Effects out of order', String(outOfOrder)],
		['Runs that began again', String(result.duplicateRuns)],
		['Changes set aside', String(result.setAside)],
		['Longest standstill', `${result.standstillSeconds} s`],
		['Killed', killed.join(', ')],
		['Ended by themselves', byItself.join(', ') || 'none'],
		['Kills between match and emit', `${hits.waiting} of ${kills}`],
		['Kills between emit and claim', `${hits.emitted} of ${kills}`],
		['Kills between claim and effects', `${hits.claimed} of ${kills}`],
		['Kills in the middle of effects', `${hits.halfDone} of ${kills}`],
		['Kills between effects and mark', `${hits.unmarked} of ${kills}`],
		['Kills with changes not yet seen', `${hits.unseen} of ${kills}`],
		['All', `${result.seconds} s`],
	];
	console.log('');
	for (const [what, value] of lines) console.log(`  ${what.padEnd(36)}${value}`);
	console.log('');
	for (const failure of failures) console.log(`  ! ${failure}`);
	for (const complaint of complaints.slice(0, 30)) console.log(`  ✗ ${complaint}`);
	if (complaints.length > 30) console.log(`  … and ${complaints.length - 30} more`);
}
