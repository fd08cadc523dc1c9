import type { Browser, Locator, Page } from 'playwright-core';
import { signIn } from '../../host/browser.ts';
import { PATIENCE_MS } from '../../host/patience.ts';
import { holds, persist } from './persist.ts';

/** The editor takes what was typed into a field a moment after the last key; a hand needs longer for the next click. */
const TAKEN_MS = 500;

/**
 * Somebody at n8n's editor who knows nothing but what can be read on the screen: words, names of buttons and fields, and
 * where they stand. No mark of n8n's own, no class, no id. Every click counts, and there is no other way
 * to act but to write text; scrolling and looking cost nothing.
 */
export class Person {
	readonly page: Page;
	private counted = 0;
	private typed = 0;

	private constructor(page: Page) {
		this.page = page;
	}

	static async at(browser: Browser, url: string): Promise<Person> {
		return new Person(await signIn(browser, url));
	}

	/** So far. */
	get clicks(): number {
		return this.counted;
	}

	/** Texts that were typed, each in one go, so far. */
	get keystrokeGroups(): number {
		return this.typed;
	}

	/** The form of a node. */
	get form(): Locator {
		return this.page.getByRole('dialog').filter({ has: this.page.getByRole('link', { name: 'Docs' }) });
	}

	/** The "From list" that is open, with its search. */
	get entries(): Locator {
		return this.page
			.getByRole('dialog')
			.filter({ has: this.page.getByPlaceholder('Search...') })
			.last();
	}

	/** Every click goes through here, or is counted where it is made: not again where it must be made again. */
	async click(what: Locator): Promise<void> {
		this.counted++;
		await what.click();
	}

	/** From the empty canvas: a workflow that is started by hand. */
	async startByHand(): Promise<void> {
		await this.click(this.page.getByText('Add first step…').locator('xpath=preceding::button[1]'));
		await this.click(this.page.getByText('Trigger manually', { exact: true }));
		await this.page.getByRole('button', { name: 'Open nodes panel' }).waitFor();
	}

	/** From the empty canvas: the plus above "Add first step…". */
	async addFirstStep(search: string, nodeName: string, action: string): Promise<void> {
		await this.click(this.page.getByText('Add first step…').locator('xpath=preceding::button[1]'));
		await this.pickNode(search, nodeName, action);
	}

	async addNextStep(search: string, nodeName: string, action: string): Promise<void> {
		await this.click(this.page.getByRole('button', { name: 'Open nodes panel' }));
		await this.pickNode(search, nodeName, action);
	}

	/**
	 * From the empty canvas: what the list of nodes says for these words in its search, line by line, as soon as that node is on it;
	 * a name and a sentence in turn.
	 */
	async searchNodes(words: string, nodeName: string): Promise<string[]> {
		const search = this.page.getByPlaceholder('Search nodes...');
		if (!(await search.isVisible())) await this.click(this.page.getByText('Add first step…').locator('xpath=preceding::button[1]'));
		const unsearched = this.page.getByText('Trigger manually', { exact: true });
		await search.fill('');
		await unsearched.waitFor();
		this.typed++;
		await search.fill(words);
		await unsearched.waitFor({ state: 'detached' });
		await this.page.getByText(nodeName, { exact: true }).first().waitFor();
		const lines = (await search.locator('xpath=ancestor::aside').innerText()).split('\n').filter((line) => line !== '');
		return lines.slice(lines.indexOf('A trigger is a step that starts your workflow') + 1);
	}

	/** From the list of nodes, which is open: a node, and one of the things it can do; its form opens. */
	async pickNode(search: string, nodeName: string, action: string): Promise<void> {
		// The panel opens with the cursor in its search.
		await this.page.getByPlaceholder('Search nodes...').waitFor();
		await this.type(search);
		await this.click(this.page.getByText(nodeName, { exact: true }).first());
		await this.click(this.page.getByText(action, { exact: true }));
		await this.form.waitFor();
	}

	/** Opens the form of a node that is on the canvas. */
	async openNode(name: string): Promise<void> {
		this.counted += 2;
		await this.page
			.getByRole('group')
			.filter({ has: this.page.getByText(name, { exact: true }) })
			.last()
			.dblclick();
		await this.form.waitFor();
	}

	private async type(text: string): Promise<void> {
		this.typed++;
		await this.page.keyboard.type(text);
	}

	async press(button: string, within: Page | Locator = this.page): Promise<void> {
		await this.click(within.getByRole('button', { name: button, exact: true }).first());
	}

	/** Writes into the text field under that label. */
	async write(label: string, text: string): Promise<void> {
		const field = this.after(label, 'self::input[@type="text" or @type="number"] or self::textarea');
		await this.click(field);
		await this.type(text);
		await holds(`"${label}" holds ${text}`, async () => (await field.inputValue()) === text);
		await this.page.waitForTimeout(TAKEN_MS);
	}

	/** Opens the drop-down field under that label; returns the names on its list, as soon as that option is one of them. */
	async openList(label: string, option: string): Promise<string[]> {
		this.counted++;
		await persist(async (timeout) => await this.unfold(label, this.option(option), timeout));
		// An option's description stands below its name.
		return (await this.options.allInnerTexts()).map((text) => text.split('\n')[0]!);
	}

	/** Chooses from the drop-down field under that label; done when the field, or its open list, shows the choice. */
	async choose(label: string, option: string): Promise<void> {
		this.counted += 2;
		const field = this.after(label, '@role="combobox"');
		const isChosen = async () => (await field.inputValue()) === option || (await this.chosen(option).isVisible());
		await persist(async (timeout) => {
			// Where several can be chosen, a second click would take the choice back.
			if (await this.chosen(option).isVisible()) return;
			await this.unfold(label, this.option(option), timeout);
			await this.option(option).click({ timeout });
			await holds(`"${label}" shows ${option}`, isChosen, timeout);
		});
	}

	/** Opens the "From list" of the field under that label, and waits until that entry is on it. */
	async openEntries(label: string, entry: string): Promise<void> {
		this.counted++;
		await persist(async (timeout) => await this.unfoldEntries(label, entry, timeout));
	}

	/** Chooses from the "From list" of the field under that label; done when the list is closed and the field shows the choice. */
	async chooseEntry(label: string, entry: string): Promise<void> {
		this.counted += 2;
		await persist(async (timeout) => {
			await this.unfoldEntries(label, entry, timeout);
			await this.pickEntry(label, entry, timeout);
		});
	}

	/** Chooses from the "From list" that is open for the field under that label. */
	async chooseOpenEntry(label: string, entry: string): Promise<void> {
		this.counted++;
		await this.pickEntry(label, entry, PATIENCE_MS);
	}

	/** Puts the cursor away from an open list, which closes it. */
	async closeList(): Promise<void> {
		await this.click(this.page.getByRole('tab', { name: 'Parameters' }));
		await this.options.first().waitFor({ state: 'detached' });
	}

	/** Turns the switch under that label. */
	async turn(label: string): Promise<void> {
		const control = this.after(label, '@role="switch"');
		const before = await control.getAttribute('aria-checked');
		await this.click(control.locator('xpath=..'));
		await holds(`"${label}" is turned`, async () => (await control.getAttribute('aria-checked')) !== before);
	}

	/** Picks a day of the month that the calendar shows first. */
	async chooseDay(label: string, day: number): Promise<void> {
		await this.click(this.after(label, 'self::input[@placeholder="Select date and time"]'));
		await this.click(
			this.page
				.getByRole('gridcell', { name: String(day), exact: true })
				.filter({ visible: true })
				.first(),
		);
		await this.press('OK');
		await holds(`"${label}" shows the day`, async () => (await this.shown(label)) !== '');
	}

	/** Presses "Execute step" and waits until n8n says how this run went. */
	async execute(says: 'Node executed successfully' | 'Problem in node' = 'Node executed successfully'): Promise<void> {
		const message = this.page.getByRole('alert').filter({ hasText: says });
		// That of an earlier run goes by itself, and must not be taken for the one of this run.
		await message.waitFor({ state: 'detached' });
		await this.press('Execute step', this.form);
		await message.waitFor();
		if (says === 'Node executed successfully') await message.waitFor({ state: 'detached' });
	}

	/** Reads the output as JSON, where nothing is cut short. */
	async readsInOutput(words: string): Promise<void> {
		await this.click(this.form.getByRole('radio', { name: 'JSON' }).last());
		await this.sees(words);
	}

	/**
	 * For which item the step failed, from the details of the error. n8n also puts it behind the message, but on a slow machine it
	 * may not know by then that there is more than one item, and leaves it out for good.
	 */
	async itemOfError(): Promise<string> {
		await this.click(this.form.getByText('Other info', { exact: true }));
		return await this.form.getByText('Item Index', { exact: true }).locator('xpath=following::p[1]').innerText();
	}

	/** What the field under that label shows. */
	async shown(label: string): Promise<string> {
		return await this.after(label, 'self::input[not(@type="radio") and not(@placeholder="Mode...")] or self::textarea').inputValue();
	}

	/** Closes the form by the × beside its "Docs". */
	async closeForm(): Promise<void> {
		await this.click(this.form.getByRole('link', { name: 'Docs' }).locator('xpath=following::button[1]'));
		await this.form.waitFor({ state: 'detached' });
	}

	/** Switches the workflow on. */
	async publish(): Promise<void> {
		await this.press('Publish');
		await this.press('Publish', this.page.getByRole('dialog'));
		await this.page.getByText('Workflow published').waitFor();
	}

	/** Waits until these words stand on the screen, alone or in a longer text. */
	async sees(words: string): Promise<void> {
		await this.page.getByText(words).filter({ visible: true }).first().waitFor();
	}

	/** Waits until the form has a field of that label. */
	async finds(label: string): Promise<void> {
		await this.form.getByText(label, { exact: true }).first().waitFor();
	}

	/** Waits until the form has no field of that label. */
	async missesField(label: string): Promise<void> {
		await this.form.getByText(label, { exact: true }).first().waitFor({ state: 'detached' });
	}

	async leave(): Promise<void> {
		await this.page.close();
	}

	/** Entries of the list that is open. */
	private get options(): Locator {
		return this.page.getByRole('option').filter({ visible: true });
	}

	/** The first control of that kind after the words of the label, as one reads; of labels that are alike, after the last. */
	private after(label: string, kind: string): Locator {
		return this.form.getByText(label, { exact: true }).last().locator(`xpath=following::*[${kind}]`).first();
	}

	private option(name: string): Locator {
		return this.options.getByText(name, { exact: true });
	}

	/** An option of the open list that is marked as chosen. */
	private chosen(name: string): Locator {
		return this.page
			.getByRole('option', { selected: true })
			.filter({ visible: true })
			.filter({ has: this.page.getByText(name, { exact: true }) });
	}

	private entry(name: string): Locator {
		return this.entries.getByText(name, { exact: true });
	}

	private async unfold(label: string, option: Locator, timeout: number): Promise<void> {
		if (await option.isVisible()) return;
		await this.pointAt(this.after(label, '@role="combobox"'), timeout);
		await option.waitFor({ timeout });
	}

	private async unfoldEntries(label: string, entry: string, timeout: number): Promise<void> {
		if (!(await this.entries.isVisible())) await this.after(label, 'self::input[not(@role)][@type="text"]').click({ timeout });
		await this.entry(entry).waitFor({ timeout });
	}

	private async pickEntry(label: string, entry: string, timeout: number): Promise<void> {
		await this.entry(entry).click({ timeout });
		await holds(`"${label}" shows ${entry}`, async () => !(await this.entries.isVisible()) && (await this.shown(label)) === entry, timeout);
	}

	/** Clicks where it stands, whatever lies over it there: n8n draws fields for several choices in layers. */
	private async pointAt(what: Locator, timeout: number): Promise<void> {
		// A list that is being loaded is grey, and what is above it may still grow.
		await what.and(this.page.locator(':enabled')).waitFor({ timeout });
		await (await what.elementHandle({ timeout }))!.waitForElementState('stable', { timeout });
		await what.scrollIntoViewIfNeeded({ timeout });
		const { x, y, width, height } = (await what.boundingBox({ timeout }))!;
		await this.page.mouse.click(x + width / 2, y + height / 2);
	}
}
