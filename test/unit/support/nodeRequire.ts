import { runInThisContext } from 'node:vm';

const { createRequire } = (runInThisContext('process') as NodeJS.Process).getBuiltinModule('node:module');

/** Node's own `require`, reached through the main context: jest's loader refuses ES modules, and what imports dynamically. */
export const nodeRequire = createRequire(__filename);
