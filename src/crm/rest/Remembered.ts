import type { Clock } from '../../model/clock';
import { CrmError } from '../../model/CrmError';

/** How long the CRM is not asked again, in milliseconds. */
const KEPT_MS = 60_000;

/**
 * What seldom changes and is needed for everything, such as types and people: asked for once in a while. Where something is not
 * found in what is remembered, it is asked for again first: it may be new.
 */
export class Remembered<Content> {
	private readonly load: () => Promise<Content>;
	private readonly clock: Clock;
	private kept: { content: Promise<Content>; at: number } | undefined;

	constructor(load: () => Promise<Content>, clock: Clock) {
		this.load = load;
		this.clock = clock;
	}

	async current(): Promise<Content> {
		const now = this.clock.now().getTime();
		if (this.kept === undefined || Math.abs(now - this.kept.at) >= KEPT_MS) this.keep(now);
		return await this.kept!.content;
	}

	/** What the work gives, done with what is remembered; with what is there now where that throws notFound. */
	async with<Result>(work: (content: Content) => Result | Promise<Result>): Promise<Result> {
		const before = this.kept;
		try {
			return await work(await this.current());
		} catch (error) {
			const isNew = this.kept !== before;
			if (isNew || !(error instanceof CrmError) || error.code !== 'notFound') throw error;
			this.keep(this.clock.now().getTime());
			return await work(await this.current());
		}
	}

	private keep(at: number): void {
		const content = this.load();
		this.kept = { content, at };
		content.catch(() => {
			if (this.kept?.content === content) this.kept = undefined;
		});
	}
}
