import { dryRunOf } from '../../../src/automation/words/output/dryRunOf';
import type { Operation } from '../../../src/automation/engine/effects/Operation';
import { runEffects } from '../../../src/automation/engine/effects/runEffects';
import type { Output } from '../../../src/model/output';
import { systemClock } from '../../../src/model/clock';
import { NOBODY, Workplace } from './support';
import { scopeOf } from '../../../src/automation/engine/Scope';

const work = new Workplace();

it('what another program commits during a dry run is not taken for a change of the step', async () => {
	const { crm, feed, ledger, companions } = await work.open();
	const other = await work.open();
	const step: Operation<string, Output> = {
		name: 'test.step',
		writes: 'crm',
		target: (title) => title,
		async perform(scope, [title], write) {
			await other.crm.create('company', [{ values: { title: 'Meanwhile' } }], NOBODY);
			const [made] = await scope.crm.create('deal', [{ values: { title: title! } }], write);
			return [{ type: 'deal', id: made!.id, title: title! }];
		},
	};
	const calls = [{ key: 'one', input: 'Mine', write: { origin: { workflow: 'w', run: '1', node: 'n' } } }];
	const outcomes = await runEffects(scopeOf({ crm, feed, ledger, companions }, systemClock, 'UTC'), step, calls, dryRunOf(step, calls));
	expect(outcomes).toEqual([
		{
			ok: true,
			repeated: false,
			result: {
				dryRun: true,
				would: { type: 'deal', id: null, title: 'Mine' },
				changes: [expect.objectContaining({ record: { type: 'deal', typeLabel: 'Deal', id: null, title: 'Mine' } })],
			},
		},
	]);
	expect((await feed.newest({}, 10)).map(({ after }) => after?.title)).toEqual(['Meanwhile']);
});
