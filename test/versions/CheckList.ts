/** Runs checks one after the other, and remembers how each ended. */
export class CheckList {
	readonly passed: string[] = [];
	readonly failed: string[] = [];

	async run(name: string, check: () => Promise<unknown>): Promise<void> {
		const started = Date.now();
		const said = () => `${name} (${Math.round((Date.now() - started) / 1000)} s)`;
		try {
			await check();
			this.passed.push(name);
			console.log(`  ✓ ${said()}`);
		} catch (error) {
			this.failed.push(name);
			console.log(`  ✗ ${said()}\n${error instanceof Error ? error.stack : String(error)}`);
		}
	}
}
