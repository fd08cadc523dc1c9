import { createRequire } from 'node:module';
import { join } from 'node:path';
import { hostFolder } from './hostFolder.cjs';

/**
 * Loads a package, or one file of it, from the pinned n8n: `requireFromHost('n8n-core')`,
 * `requireFromHost('n8n-nodes-base/dist/nodes/If/If.node.js')`.
 *
 * In a workflow test this goes through jest's own loader (its `node:module` is jest's), so n8n-core, the
 * nodes under test and the test live in one set of globals and share one n8n-workflow: jest.config.cjs
 * maps `n8n-workflow` to the host's. Each test file loads n8n-core anew, in about a second.
 */
export function requireFromHost<T = any>(name: string): T {
	return createRequire(join(hostFolder(), 'node_modules', 'n8n', 'package.json'))(name) as T;
}
