import type { IRun } from 'n8n-workflow';
import { endOf } from '../../../nodes/CrmTrigger/runEnd';

const data = (error?: object): IRun['data'] => ({ resultData: { runData: {}, ...(error && { error }) } }) as unknown as IRun['data'];
const run = (fields: object): IRun =>
	({ data: data(), mode: 'trigger', startedAt: new Date(), storedAt: 'db', ...fields }) as unknown as IRun;

test.each([
	['2.40, success', run({ status: 'success', finished: true }), { status: 'success' }],
	['2.40, in queue mode', run({ status: 'success', finished: true, stoppedAt: new Date(), jobId: '7' }), { status: 'success' }],
	['success without the mark', run({ status: 'success' }), { status: 'success' }],
	['2.0.3, which calls a finished run "running"', run({ status: 'running', finished: true }), { status: 'success' }],
	['2.0.3, which calls a sleeping run "running"', run({ status: 'running', waitTill: new Date() }), { status: 'waiting' }],
	[
		'2.0.3, which calls a failed run "running"',
		run({ status: 'running', data: data({ message: 'No.' }) }),
		{ status: 'error', message: 'No.' },
	],
	['2.40, it sleeps', run({ status: 'waiting', waitTill: new Date() }), { status: 'waiting' }],
	['it sleeps until somebody calls', run({ status: 'waiting' }), { status: 'waiting' }],
	['it failed', run({ status: 'error', finished: false, data: data({ message: 'No.' }) }), { status: 'error', message: 'No.' }],
	['it failed, and n8n does not say why', run({ status: 'error' }), { status: 'error', message: 'The run ended as "error".' }],
	['it was cut off', run({ status: 'crashed' }), { status: 'error', message: 'The run ended as "crashed".' }],
	['a person stopped it', run({ status: 'canceled', finished: false }), { status: 'error', message: 'The run ended as "canceled".' }],
	['n8n refused the key', undefined, { status: 'refused' }],
	['a word of a later version', run({ status: 'settled' }), { status: 'unknown', word: 'settled' }],
	['only the word "running"', run({ status: 'running' }), { status: 'unknown', word: 'running' }],
	['without any word, and without data', { mode: 'trigger' } as unknown as IRun, { status: 'unknown', word: 'undefined' }],
])('%s', (_, ended, expected) => {
	expect(endOf(ended)).toEqual(expected);
});
