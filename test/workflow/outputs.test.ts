import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { actionNodes, everyOperation } from '../host/actionNodes';
import type { Company } from './support/company';
import { runWorkflow } from './support/engine';
import { completed, schemaOf, withKept, type OutputSchema } from './support/outputSchema';
import { parseAllInputs } from './support/parsedInputs';
import { sampleCompany } from './support/sampleCompany';
import { exampleFile, oneStep } from './support/steps';

/**
 * Each operation's example works, and what it puts out is what n8n shows of the operation before it ran: the files in
 * `__schema__`, which n8n finds by resource and operation. `npm run docs` writes them from here.
 */
const nodes = join(__dirname, '../../nodes');
const writes = process.env.CRMFLOW_WRITE_SCHEMAS === 'yes';
const found = new Map<string, OutputSchema>();

const EVERY = everyOperation.map((operation) => [`${operation.resource}/${operation.module.option.value}`, operation] as const);

describe('in a company that has what the examples name', () => {
	let company: Company;
	beforeAll(parseAllInputs);
	beforeEach(async () => (company = await sampleCompany()));
	afterEach(async () => await company.close());
	if (writes) afterAll(writeFound);

	test.each(EVERY)('%s: the example works, and gives what is said of it', async (name, { node, resource, module }) => {
		const { option, example, description } = module;
		const unknown = Object.keys(example.form).filter((field) => !description.some((known) => known.name === field));
		expect(unknown).toEqual([]);
		const step = oneStep({ resource, operation: option.value, ...example.form });
		const { json, error } = await runWorkflow(step, { items: [{ type: 'deal', id: '1' }], binary: exampleFile(example) });
		expect(error).toBeUndefined();
		expectSchema(`${node.folder}/__schema__/v1.0.0/${name}.json`, json('CRM'));
	});

	test('what CRM Trigger gives is what is said of it', async () => {
		const trigger = {
			id: 'trigger',
			name: 'CRM Trigger',
			type: 'n8n-nodes-crmflow.crmTrigger',
			typeVersion: 1,
			position: [0, 0] as [number, number],
			parameters: {},
		};
		const { json, error } = await runWorkflow({ name: 'Test', nodes: [trigger], connections: {} });
		expect(error).toBeUndefined();
		expectSchema('CrmTrigger/__schema__/v1.0.0.json', json('CRM Trigger'));
	});
});

test('no schema is left of an operation that is gone', () => {
	const kept = actionNodes.flatMap(({ folder }) =>
		readdirSync(join(nodes, folder, '__schema__/v1.0.0'), { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.json'))
			.map((file) => `${folder}/${file}`),
	);
	expect(kept.sort()).toEqual(EVERY.map(([name, { node }]) => `${node.folder}/${name}.json`).sort());
});

test.each(EVERY)('%s says what it is for, and what each of its fields is', (_, { module: { option, example, description } }) => {
	expect([option.action, option.description, example.goal]).toEqual([
		expect.stringMatching(/^[A-Z]/),
		expect.stringMatching(/^[A-Z]/),
		expect.stringMatching(/^[A-Z].*\.$/),
	]);
	expect(
		allFields(description)
			.filter((field) => !isExplained(field))
			.map(({ displayName }) => displayName),
	).toEqual([]);
});

function expectSchema(path: string, output: IDataObject[]): void {
	expect(output).not.toEqual([]);
	const seen = schemaOf(output);
	if (writes) return void found.set(path, seen);
	const file = join(nodes, path);
	if (!existsSync(file)) throw new Error(`nodes/${path} is missing: run npm run docs.`);
	const kept = JSON.parse(readFileSync(file, 'utf8')) as OutputSchema;
	expect(withKept(seen, kept)).toEqual(kept);
}

function writeFound(): void {
	for (const [path, schema] of completed(found)) {
		mkdirSync(dirname(join(nodes, path)), { recursive: true });
		writeFileSync(join(nodes, path), `${JSON.stringify(schema, null, '\t')}\n`);
	}
}

/** Those inside collections and entries too. */
function allFields(fields: readonly INodeProperties[]): INodeProperties[] {
	return fields.flatMap((field) => {
		if (field.type === 'collection') return [field, ...allFields(field.options as INodeProperties[])];
		if (field.type !== 'fixedCollection') return [field];
		return [field, ...(field.options as Array<{ values: INodeProperties[] }>).flatMap(({ values }) => allFields(values))];
	});
}

/** A collection is explained by what is in it. */
function isExplained({ type, description }: INodeProperties): boolean {
	return ['collection', 'notice'].includes(type) || (description ?? '').trim() !== '';
}
