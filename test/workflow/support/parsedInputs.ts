import { operations, type InputOf, type OperationName, type RegisteredOperation } from '../../../src/automation/operations';

/** From now on an operation is only done when what it is given is plain JSON that its schema knows. */
export function parseAllInputs(): void {
	for (const name of Object.keys(operations) as OperationName[]) parseInputsOf(name);
}

function parseInputsOf<Name extends OperationName>(name: Name): void {
	const entry: RegisteredOperation<InputOf<Name>> = operations[name];
	const load = entry.load.bind(entry);
	jest.spyOn(entry, 'load').mockImplementation(async () => {
		const [operation, schema] = await Promise.all([load(), entry.schema()]);
		return {
			...operation,
			async perform(scope, inputs, write) {
				for (const input of inputs) {
					const json: unknown = JSON.parse(JSON.stringify(input));
					expect(schema.parse(json)).toEqual(input);
				}
				return await operation.perform(scope, inputs, write);
			},
		};
	});
}
