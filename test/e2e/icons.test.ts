import type { Browser, Page } from 'playwright-core';
import { openBrowser, openWorkflow, signIn } from '../host/browser';
import { sharedClient, sharedN8n } from '../host/sharedN8n';
import { WorkflowBench } from './support/WorkflowBench';
import { chain, crm, note, trigger } from './support/workflows';

/** What the guidelines for accessible web content ask of pictures: 3 to 1. */
const LEAST_CONTRAST = 3;

let browser: Browser;
let page: Page;
let bench: WorkflowBench;
let workflowId: string;
const { url } = sharedN8n();

beforeAll(async () => {
	bench = new WorkflowBench(await sharedClient());
	workflowId = await bench.add(chain('Icons', trigger(), note(), crm('Users', 'user', 'getMany', {})));
	browser = await openBrowser();
	page = await signIn(browser, url);
});
afterAll(async () => {
	await browser?.close();
	await bench?.clear();
});

interface Icon {
	/** Name of the file. */
	file: string;
	/** Whether the browser could draw it. */
	drawn: boolean;
	/** Whether it is well-formed. */
	valid: boolean;
	/** The colour that most shapes have. */
	colour: Colour;
	/** The colour that it lies on. */
	ground: Colour;
}

/** Red, green and blue, 0 to 255. */
type Colour = [number, number, number];

/** Runs in the page: the icons of our nodes on the canvas. */
const readIcons = `(async () => {
	const rgb = (colour) => {
		const pencil = document.createElement('canvas').getContext('2d');
		pencil.fillStyle = colour;
		pencil.fillRect(0, 0, 1, 1);
		return [...pencil.getImageData(0, 0, 1, 1).data].slice(0, 3);
	};
	const images = [...document.querySelectorAll('img')].filter(({ src }) => src.includes('n8n-nodes-crmflow'));
	return await Promise.all(images.map(async (image) => {
		await image.decode().catch(() => {});
		const picture = new DOMParser().parseFromString(await (await fetch(image.src)).text(), 'image/svg+xml');
		const colours = [...picture.querySelectorAll('*')].flatMap((shape) => [shape.getAttribute('fill'), shape.getAttribute('stroke')]).filter((colour) => colour?.startsWith('#'));
		const often = (colour) => colours.filter((other) => other === colour).length;
		let below = image;
		while (/^rgba\\(.*, 0\\)$|^transparent$/.test(getComputedStyle(below).backgroundColor)) below = below.parentElement;
		return {
			file: new URL(image.src).pathname.split('/').pop(),
			drawn: image.naturalWidth > 0,
			valid: picture.querySelector('parsererror') === null,
			colour: rgb(colours.sort((a, b) => often(b) - often(a))[0]),
			ground: rgb(getComputedStyle(below).backgroundColor),
		};
	}));
})()`;

test.each(['light', 'dark'] as const)(
	'in the %s theme each node has the icon made for it, drawn in a colour that stands out from what it lies on',
	async (theme) => {
		// n8n follows the system where nothing else was chosen.
		await page.emulateMedia({ colorScheme: theme });
		await openWorkflow(page, url, workflowId);
		const icons = await page.evaluate<Icon[]>(readIcons);
		const names = theme === 'dark' ? ['crm.dark.svg', 'crmTrigger.dark.svg'] : ['crm.svg', 'crmTrigger.svg'];
		expect([...new Set(icons.map(({ file }) => file))].sort()).toEqual(names);
		for (const { file, drawn, valid, colour, ground } of icons) {
			expect({ file, drawn, valid }).toEqual({ file, drawn: true, valid: true });
			expect(contrast(colour, ground)).toBeGreaterThanOrEqual(LEAST_CONTRAST);
		}
		expect(luminance(icons[0]!.ground) < 0.2).toBe(theme === 'dark');
	},
);

/** 1 (the same) to 21 (black on white). Source: WCAG 2.2, "contrast ratio". */
function contrast(one: Colour, other: Colour): number {
	const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
	return (light! + 0.05) / (dark! + 0.05);
}

/** Source: WCAG 2.2, "relative luminance". */
function luminance(colour: Colour): number {
	const [red, green, blue] = colour
		.map((value) => value / 255)
		.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
	return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
