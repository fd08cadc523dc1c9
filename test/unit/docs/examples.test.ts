import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';
import { everyOperation, nodeOf } from '../../host/actionNodes';

const folder = join(__dirname, '../../../docs/examples');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const STICKY = 'n8n-nodes-base.stickyNote';

/** About the size of a node on the canvas. */
const NODE_SIZE = 100;

describe.each(files)('%s', (file) => {
	const { name, nodes } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { name: string; nodes: INode[] };
	const notes = nodes.filter(({ type }) => type === STICKY);

	test('a note on the canvas says what it does, under the name of the workflow', () => {
		const texts = notes.map(({ parameters }) => String(parameters.content));
		expect(texts).toContainEqual(expect.stringMatching(/^## .+\n.{60}/));
		expect(texts.some((text) => text.startsWith(`## ${name}\n`))).toBe(true);
	});

	test('a note says how to try it', () => {
		const texts = notes.map(({ parameters }) => String(parameters.content));
		expect(texts).toContainEqual(expect.stringContaining('**Try it:** '));
	});

	test('steps to add are called as the list of nodes calls them', () => {
		const named = notes.flatMap(({ parameters }) => [...String(parameters.content).matchAll(/\*\*(CRM(?: Setup)?) → ([^*]+)\*\*/g)]);
		const unknown = named.filter(
			([, node, action]) =>
				!everyOperation.some((operation) => operation.node.description.displayName === node && operation.module.option.action === action),
		);
		expect(unknown.map(([text]) => text)).toEqual([]);
	});

	test('each step is of the node that has its resource', () => {
		const ours = nodes.filter(({ type, parameters }) => type.startsWith('n8n-nodes-crmflow.') && parameters.resource !== undefined);
		expect(ours.map(({ type }) => type.replace(/Tool$/, ''))).toEqual(
			ours.map(({ parameters }) => nodeOf(String(parameters.resource)).type),
		);
	});

	test('no note lies over a node', () => {
		const steps = nodes.filter(({ type }) => type !== STICKY);
		const covered = notes.flatMap(({ position: [left, top], parameters }) =>
			steps
				.filter(
					({ position: [x, y] }) =>
						x + NODE_SIZE > left && x < left + Number(parameters.width) && y + NODE_SIZE > top && y < top + Number(parameters.height),
				)
				.map((step) => step.name),
		);
		expect(covered).toEqual([]);
	});
});
