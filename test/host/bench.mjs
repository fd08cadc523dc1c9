import { runUnderHost } from './bootstrap.mjs';

await runUnderHost('bench', 'test/bench/bench.ts');
