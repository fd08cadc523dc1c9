import type { IExecuteFunctions } from 'n8n-workflow';
import { onRunFinish } from '../../../nodes/CrmTrigger/runFinish';

type Handler = (run: { status?: string; waitTill?: unknown }) => Promise<void>;

/** What a node gets from an n8n that has no method for it. */
function olderContext(): { context: IExecuteFunctions; end: Handler } {
	const handlers: Handler[] = [];
	const hooks = { addHandler: (name: string, handler: Handler) => void (name === 'workflowExecuteAfter' && handlers.push(handler)) };
	return {
		context: { additionalData: { hooks } } as unknown as IExecuteFunctions,
		end: async (run) => {
			for (const handler of handlers) await handler(run);
		},
	};
}

test('n8n is asked by its method where it has one', () => {
	const asked: Array<() => Promise<void>> = [];
	const ended = async () => undefined;
	onRunFinish({ onExecutionFinish: (handler: () => Promise<void>) => asked.push(handler) } as unknown as IExecuteFunctions, ended);
	expect(asked).toEqual([ended]);
});

test('an older n8n tells it too, once the run is over and not when it goes to sleep', async () => {
	const { context, end } = olderContext();
	const ended = jest.fn(async () => undefined);
	onRunFinish(context, ended);
	await end({ status: 'waiting' });
	await end({ status: 'running', waitTill: new Date() });
	expect(ended).not.toHaveBeenCalled();
	await end({ status: 'running' });
	expect(ended).toHaveBeenCalledTimes(1);
});

test('what goes wrong then does not reach n8n, and an n8n without hooks is no error', async () => {
	const { context, end } = olderContext();
	onRunFinish(context, async () => {
		throw new Error('The database is away.');
	});
	await end({ status: 'success' });
	onRunFinish({} as IExecuteFunctions, async () => undefined);
	onRunFinish({ additionalData: {} } as unknown as IExecuteFunctions, async () => undefined);
});
