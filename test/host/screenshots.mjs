import { runUnderHost } from './bootstrap.mjs';

await runUnderHost('screenshots', 'test/e2e/screenshots.ts');
