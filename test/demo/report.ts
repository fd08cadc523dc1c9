/** What the demo found, for people. */
export function printTable(
	result: Record<string, number>,
	{ importSeconds, bareSeconds, rows }: { importSeconds: number; bareSeconds: number; rows: number },
	complaints: readonly string[],
): void {
	const lines: Array<[string, string]> = [
		['Deals imported', String(result.records)],
		['  by the CRM node', `${importSeconds.toFixed(2)} s`],
		[`  bare SQL, same ${rows} rows`, `${bareSeconds.toFixed(3)} s (× ${(importSeconds / bareSeconds).toFixed(1)})`],
		['Stage changes', String(result.changes)],
		['Runs of the rules', String(result.runs)],
		['Tasks', String(result.tasks)],
		['History entries', String(result.historyEntries)],
		['Projects', String(result.projects)],
		['Notices to managers', String(result.notifications)],
		['Change → first effect, median', `${result.medianLatencyMs} ms`],
		['Webhook → same effect, median', `${result.webhookLatencyMs} ms`],
		['Missing', String(result.missing)],
		['Twice or unexpected', String(result.duplicates)],
		['Whole demo', `${result.seconds} s`],
	];
	console.log('');
	for (const [what, value] of lines) console.log(`  ${what.padEnd(34)}${value}`);
	console.log('');
	for (const complaint of complaints.slice(0, 20)) console.log(`  ✗ ${complaint}`);
	if (complaints.length > 20) console.log(`  … and ${complaints.length - 20} more`);
}
