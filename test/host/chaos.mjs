import { runUnderHost } from './bootstrap.mjs';

await runUnderHost('test/chaos/chaos.ts');
