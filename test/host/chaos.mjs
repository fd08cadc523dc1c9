import { runUnderHost } from './bootstrap.mjs';

await runUnderHost('chaos', 'test/chaos/chaos.ts');
