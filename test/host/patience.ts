/**
 * The longest single wait in the tests with a real n8n, in milliseconds: for something that takes seconds on an idle machine,
 * and must come also on one that is several times as slow. Whatever waits returns as soon as it comes.
 */
export const PATIENCE_MS = 240_000;
