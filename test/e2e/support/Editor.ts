import type { Locator, Page } from 'playwright-core';
import { holds, persist } from './persist.ts';

/**
 * n8n's editor as a person uses it: by what can be read on the screen. Marks of n8n's own (`data-test-id`) are used
 * only for what has no words on it.
 */
export class Editor {
	readonly page: Page;

	constructor(page: Page) {
		this.page = page;
	}

	/** The open form of a node, with its input and output beside it. */
	get form(): Locator {
		return this.page.getByTestId('ndv');
	}

	get output(): Locator {
		return this.page.getByTestId('output-panel');
	}

	/** The names found in the node panel, best first. */
	get found(): Locator {
		return this.page.getByTestId('node-creator-item-name');
	}

	/** Opens the node panel from the empty canvas and searches. */
	async searchFirstStep(text: string): Promise<void> {
		await this.page.getByTestId('canvas-plus-button').click();
		await this.search(text);
	}

	/** Opens the node panel from the free output of the last node and searches. */
	async searchNextStep(text: string): Promise<void> {
		await this.page.getByTestId('canvas-handle-plus').last().click();
		await this.search(text);
	}

	/** Picks a node of the search result, and one of the things it can do; its form opens. */
	async pick(nodeName: string, action: string): Promise<void> {
		await this.found.getByText(nodeName, { exact: true }).click();
		await this.found.getByText(action, { exact: true }).click();
		await this.form.waitFor();
	}

	/** The field under that label; the innermost, where one stands within another. */
	field(label: string): Locator {
		return this.form
			.getByTestId('input-label')
			.filter({ has: this.page.getByText(label, { exact: true }) })
			.last();
	}

	/** What a drop-down field shows as chosen. */
	async shown(label: string): Promise<string> {
		return await this.field(label).getByRole('combobox').inputValue();
	}

	/** Opens a drop-down field and returns the names on its list. */
	async openList(label: string): Promise<Locator> {
		await persist(async (timeout) => await this.unfold(label, timeout));
		return this.options;
	}

	/** Chooses from a drop-down field; done when the list is closed and the field shows the choice. */
	async choose(label: string, option: string): Promise<void> {
		const several = this.field(label).locator('.el-select__tags');
		const tag = several.getByText(option, { exact: true });
		const isShown = async () => (await tag.isVisible()) || ((await several.count()) === 0 && (await this.shown(label)) === option);
		await persist(async (timeout) => {
			// A second click would take the choice back.
			if (await tag.isVisible()) return;
			await this.unfold(label, timeout);
			await this.options.getByText(option, { exact: true }).click({ timeout });
			await holds(`"${label}" shows ${option}`, isShown, timeout);
		});
		// A list to choose several from stays open.
		if (await several.count()) await this.page.keyboard.press('Escape');
		await this.options.first().waitFor({ state: 'detached' });
	}

	/** Opens the "From list" of a field and returns its entries. */
	async openEntries(label: string): Promise<Locator> {
		await persist(async (timeout) => await this.unfoldEntries(label, timeout));
		return this.entries;
	}

	/** Chooses from the "From list" of a field; done when the list is closed and the field shows the choice. */
	async chooseEntry(label: string, entry: string): Promise<void> {
		await persist(async (timeout) => {
			await this.unfoldEntries(label, timeout);
			await this.entries.getByText(entry, { exact: true }).click({ timeout });
			await holds(`"${label}" shows ${entry}`, async () => (await this.field(label).getByRole('textbox').inputValue()) === entry, timeout);
		});
		await this.entries.first().waitFor({ state: 'detached' });
	}

	/** Presses the button of that name in the form; the innermost, where one stands within another. */
	async press(button: string): Promise<void> {
		await this.form.getByRole('button', { name: button }).last().click();
	}

	/** Presses "Execute step" and waits until n8n says how this run went; the message is closed again. */
	async execute(says: 'Node executed successfully' | 'Problem in node' = 'Node executed successfully'): Promise<void> {
		await this.form.getByTestId('node-execute-button').click();
		await this.message(says);
	}

	/** Presses "Execute workflow" on the canvas and waits for its end. */
	async executeWorkflow(): Promise<void> {
		await this.page.getByRole('button', { name: 'Execute workflow' }).last().click();
		await this.message('Workflow executed successfully');
	}

	/** Shows the output as table, JSON or schema. */
	async showOutputAs(form: 'Schema' | 'Table' | 'JSON'): Promise<void> {
		await this.output.getByRole('radio', { name: form }).click();
	}

	async closeForm(): Promise<void> {
		await this.page.getByTestId('ndv-close-button').click();
		await this.form.waitFor({ state: 'detached' });
	}

	/** Opens the form of a node that is on the canvas. */
	async openNode(name: string): Promise<void> {
		await this.page.getByTestId('canvas-node').filter({ hasText: name }).dblclick();
		await this.form.waitFor();
	}

	async zoomToFit(): Promise<void> {
		await this.page.getByTestId('zoom-to-fit').click();
	}

	/** Waits until the screen stands still, with no pointer on anything: for a picture. */
	async settle(): Promise<void> {
		await this.page.mouse.move(0, 0);
		await this.page.getByRole('tooltip').first().waitFor({ state: 'detached' });
		await this.page.evaluate(motionEnds);
	}

	/** Of the list that is open. */
	private get options(): Locator {
		return this.page.getByRole('option').filter({ visible: true }).locator('.option-headline');
	}

	/** Of the "From list" that is open. */
	private get entries(): Locator {
		return this.page.getByTestId('rlc-item');
	}

	private async unfold(label: string, timeout: number): Promise<void> {
		if (await this.options.first().isVisible()) return;
		await this.field(label).getByRole('combobox').first().click({ timeout });
		await this.options.first().waitFor({ timeout });
	}

	private async unfoldEntries(label: string, timeout: number): Promise<void> {
		if (await this.entries.first().isVisible()) return;
		await this.field(label).getByRole('textbox').click({ timeout });
		await this.entries.first().waitFor({ timeout });
	}

	/** Waits for one of n8n's messages in the corner, and closes it. */
	private async message(says: string): Promise<void> {
		const message = this.page.getByRole('alert').filter({ hasText: says });
		await message.waitFor();
		await message.locator('.el-notification__closeBtn').click();
		await message.waitFor({ state: 'detached' });
	}

	private async search(text: string): Promise<void> {
		await this.page.getByPlaceholder('Search nodes...').fill(text);
		await this.found.first().waitFor();
	}
}

/** Runs in the page: ten frames in a row without motion. What moves without an end, as a spinner does, does not count. */
const motionEnds = `(async () => {
	for (let calm = 0; calm < 10; calm++) {
		const motion = document.getAnimations().filter(({ playState, effect }) => playState === 'running' && effect.getComputedTiming().endTime !== Infinity);
		if (motion.length > 0) calm = -1;
		await Promise.allSettled(motion.map(({ finished }) => finished));
		await new Promise(requestAnimationFrame);
	}
})()`;
