import { runUnderHost } from './bootstrap.mjs';

await runUnderHost('demo', 'test/demo/demo.ts');
