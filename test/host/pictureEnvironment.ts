import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestEnvironment } from 'jest-environment-node';
import type { Browser, Page } from 'playwright-core';

/** As much of a page's text stands in the error itself, in characters: what a log keeps when the files are gone. */
const TOLD = 2_000;

/** How long a picture may take, in milliseconds: a browser that hangs must not hold up the run. */
const PICTURE_MS = 15_000;

/**
 * When a test in a browser fails, what its pages show at that moment is saved as a picture and as text; the error names the files.
 * `openBrowser` tells which browsers are open.
 */
export default class PictureEnvironment extends TestEnvironment {
	private readonly browsers: Browser[] = [];

	constructor(...given: ConstructorParameters<typeof TestEnvironment>) {
		super(...given);
		this.global.crmflowBrowsers = this.browsers;
	}

	/** jest waits for this before it goes on with the test's hooks, which close the browser. */
	async handleTestEvent(event: { name: string; test?: { name: string; errors: unknown[] } }): Promise<void> {
		if (event.name !== 'test_fn_failure' || event.test === undefined) return;
		const pages = this.browsers.flatMap((browser) => browser.contexts().flatMap((context) => context.pages()));
		if (pages.length === 0) return;
		const told = (await Promise.all(pages.map(async (page) => await keep(page)))).join('\n\n');
		event.test.errors = event.test.errors.map((error) => withMore(error, told));
	}
}

/** Saves what the page shows; returns where, and the words that stand on it. */
async function keep(page: Page): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), 'crmflow-failure-'));
	try {
		const path = join(folder, 'page.png');
		await page.screenshot({ path, timeout: PICTURE_MS });
		const text = await page.evaluate<string>(readPage);
		writeFileSync(join(folder, 'page.txt'), text);
		return `The page at that moment: ${path}\n${text.slice(0, TOLD)}`;
	} catch (error) {
		return `The page at that moment could not be saved: ${String(error)}`;
	}
}

/** Of an error as jest keeps it: alone, or with the position of the test beside it. */
function withMore(error: unknown, more: string): unknown {
	if (Array.isArray(error)) return [withMore(error[0], more), ...(error.slice(1) as unknown[])];
	if (typeof error === 'string') return `${error}\n\n${more}`;
	if (typeof error !== 'object' || error === null || !('message' in error) || !('stack' in error)) return error;
	const message = String(error.message);
	// The report is made from the stack, which has the message in front.
	const stack = String(error.stack);
	const said = stack.indexOf(message) + message.length;
	error.stack = stack.includes(message) ? `${stack.slice(0, said)}\n\n${more}${stack.slice(said)}` : `${more}\n${stack}`;
	error.message = `${message}\n\n${more}`;
	return error;
}

/** Runs in the page: what is in its fields, then its text; of the topmost dialog where one is open. */
const readPage = `(() => {
	const top = [...document.querySelectorAll('[role="dialog"], dialog[open]')].filter((dialog) => dialog.checkVisibility()).at(-1) ?? document.body;
	const fields = [...top.querySelectorAll('input, textarea')].filter((field) => field.checkVisibility() && field.value !== '');
	const told = [...document.querySelectorAll('[role="alert"]')].filter((alert) => !top.contains(alert));
	return [
		'Fields: ' + fields.map(({ value }) => JSON.stringify(value)).join(', '),
		...told.map((alert) => 'Message: ' + alert.innerText),
		top.innerText.replace(/\\s*\\n\\s*/g, '\\n'),
	].join('\\n');
})()`;
