/** The first one with SQLite in it without a switch. */
const NEEDED = [22, 13] as const;

export const NEEDED_NODE = NEEDED.join('.');

/** What is said where Node.js is too old for the command line; undefined: it is not. `version`: of Node.js, e.g. 20.19.4. */
export function nodeRefusal(version: string): string | undefined {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return undefined;
	return [
		`crmflow needs Node.js ${NEEDED_NODE} or newer; this is ${version} (${process.execPath}).`,
		'Run it with the Node.js that n8n runs with: in Docker inside its container (docker compose exec n8n node …/dist/cli.js).',
	].join('\n');
}
