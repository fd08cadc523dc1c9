const every = 5_000;

/** Runs one step of a longer work and prints how it goes, with the seconds it has taken so far. */
export async function step<T>(title: string, work: (tell: (line: string) => void) => Promise<T>): Promise<T> {
	const started = Date.now();
	const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
	let detail = '';
	console.log(`${title} …`);
	const timer = setInterval(() => console.log(`${title} … ${seconds()}${detail && ` (${detail})`}`), every);
	try {
		const result = await work((line) => (detail = line));
		console.log(`${title}: ${detail ? `${detail}, ` : ''}${seconds()}`);
		return result;
	} finally {
		clearInterval(timer);
	}
}
