import { z } from 'zod/v4';
import { operations, type OperationName } from '../../../src/automation/operations';
import { everyOperation } from '../../host/actionNodes';

/** Whatever the node can write is known by its name, so that a step can be kept and done at another moment. */
const names = Object.keys(operations) as OperationName[];

const writes = everyOperation.filter(({ module }) => module.description.some(({ name }) => name === 'dryRun'));

test('every operation of CRM that writes is in the registry under its resource and name, and nothing else is', () => {
	expect(writes.map(({ module }) => module.operation)).toEqual(writes.map(({ name }) => name));
	expect([...names].sort()).toEqual(writes.map(({ name }) => name).sort());
});

test.each(names)('%s is what is loaded under that name', async (name) => {
	const operation = await operations[name].load();
	expect(operation.name).toBe(name);
	expect(operation.perform).toEqual(expect.any(Function));
});

test.each(names)('%s says what it takes as a JSON schema: an object, or one of several, with nothing unknown in it', async (name) => {
	const schema = z.toJSONSchema(await operations[name].schema()) as { anyOf?: unknown[] };
	for (const form of schema.anyOf ?? [schema]) {
		expect(form).toMatchObject({ type: 'object', additionalProperties: false, properties: expect.any(Object) });
	}
});
