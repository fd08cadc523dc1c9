/** Time for one end-to-end test or hook, in milliseconds: an n8n of its own takes 10 s to start on a small machine. */
jest.setTimeout(180_000);
