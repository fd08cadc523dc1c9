import { appendFileSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { backUp, restore } from '../../../../src/automation/families/upkeep/backup';
import type { ConnectionOptions } from '../../../../src/crm/backends';

// Restores or backs up so slowly that it can be killed in the middle; says when it has begun.
const [what, file, options] = process.argv.slice(2) as [string, string, string];
const connection = JSON.parse(options) as ConnectionOptions;

async function* slowly(bytes: Buffer) {
	for (let start = 0; start < bytes.length; start += 2_000) {
		yield bytes.subarray(start, start + 2_000);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

let begun = false;
function begin(): void {
	if (!begun) console.log('working');
	begun = true;
}

void (async () => {
	if (what === 'restore') {
		await restore({ stream: Readable.from(slowly(readFileSync(file))) }, connection, { replace: true }, begin);
	} else {
		await backUp(connection, { file, overwrite: true }, () => {
			begin();
			const until = performance.now() + 50;
			while (performance.now() < until) appendFileSync('/dev/null', 'x');
		});
	}
	console.log('done');
})();
