import { runUnderHost } from './bootstrap.mjs';

await runUnderHost('test/bench/bench.ts');
