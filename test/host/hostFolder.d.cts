/** Absolute path of the project. */
export const projectRoot: string;
/** `CRMFLOW_CACHE`, else `~/.cache/crmflow`. */
export function cacheFolder(): string;
/** Version of the pinned n8n, e.g. `2.40.7`. */
export function pinnedVersion(): string;
/** `CRMFLOW_HOST`, else the folder in the cache that is named after the lock file. */
export function hostFolder(): string;
/**
 * Paths in the host folder, or in that of another n8n: the Node 24 binary, its package (absent on a platform without one),
 * n8n's start script.
 */
export function hostPaths(folder?: string): { folder: string; node: string; nodeFolder?: string; n8n: string };
