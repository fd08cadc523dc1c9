import { chromium, selectors } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { findChromium } from './machine.cjs';
import { demoOwner } from './owner.ts';
import type { Owner } from './owner.ts';
import { PATIENCE_MS } from './patience.ts';

/** Quiet: no call home, no first-run pages. Without the sandbox, which is not to be had as root or in a container. */
const flags = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/**
 * Opens the machine's Chromium without a window. Under jest, the environment is told: it pictures what a failed test saw.
 * @throws Error that says what to do where there is none
 */
export async function openBrowser(): Promise<Browser> {
	const executablePath = findChromium();
	if (!executablePath) {
		throw new Error('Chromium is missing. "npm test" installs it, or says how; CRMFLOW_CHROMIUM names one elsewhere.');
	}
	// n8n's own spelling; `getByTestId` then finds its elements.
	selectors.setTestIdAttribute('data-test-id');
	const browser = await chromium.launch({ executablePath, args: flags });
	(globalThis as { crmflowBrowsers?: Browser[] }).crmflowBrowsers?.push(browser);
	return browser;
}

/** A new page at the size of a small laptop, signed in through the form as a person does it. */
export async function signIn(browser: Browser, url: string, owner: Owner = demoOwner): Promise<Page> {
	const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
	page.setDefaultTimeout(PATIENCE_MS);
	await page.goto(`${url}/signin`);
	await page.locator('input[autocomplete="email"], input[name="emailOrLdapLoginId"]').first().fill(owner.email);
	await page.locator('input[type="password"]').first().fill(owner.password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL((address) => !address.pathname.startsWith('/signin'));
	return page;
}

/** Opens a workflow and waits until its nodes are drawn. Without an id: a new, empty canvas. */
export async function openWorkflow(page: Page, url: string, id?: string): Promise<void> {
	await page.goto(`${url}/workflow/${id ?? 'new'}`);
	await page
		.getByTestId(id ? 'canvas-node' : 'canvas-plus-button')
		.first()
		.waitFor();
}
