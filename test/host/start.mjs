import { runUnderHost } from './bootstrap.mjs';

await runUnderHost('test/host/start.ts');
