import { runUnderHost } from './bootstrap.mjs';

await runUnderHost('start', 'test/host/start.ts');
