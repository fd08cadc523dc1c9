import { runUnderHost } from './bootstrap.mjs';

await runUnderHost('test/e2e/screenshots.ts');
