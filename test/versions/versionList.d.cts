/** An n8n that `npm run test:versions` tries. */
export interface TriedVersion {
	/** `2.40.7` */
	version: string;
	/** Why this one. */
	why: string;
	/** In queue mode too. */
	queue: boolean;
	/** Packages at other versions than this n8n asks for. */
	overrides: Record<string, string>;
}
/** From the oldest to the newest. */
export const versions: readonly TriedVersion[];
/** One of them, or any other, as the newest is tried. */
export function versionOf(version: string): TriedVersion;
