import { runUnderHost } from './bootstrap.mjs';

await runUnderHost('test/demo/demo.ts');
