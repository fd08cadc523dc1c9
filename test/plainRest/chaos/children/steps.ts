import { runEffects } from '../../../../src/automation/engine/effects/runEffects';
import { scopeOf } from '../../../../src/automation/engine/Scope';
import { operations, type InputOf, type OperationName } from '../../../../src/automation/operations';
import { systemClock } from '../../../../src/model/clock';
import { openPlainRest, type PlainRestOptions } from '../../adapter/openPlainRest';

/** What the process is told: where the CRM is, and which steps are left. */
export interface Work {
	crm: PlainRestOptions;
	from: number;
	until: number;
	/** Of the deal whose history is written to, and of the person who gets the tasks. */
	deal: string;
	person: string;
}

/** One thing each, which is called by the number of its step. */
function stepOf(step: number, { deal, person }: Work): { name: OperationName; input: InputOf<OperationName> } {
	const called = `step ${step}`;
	if (step % 3 === 0) return { name: 'record.create', input: { type: 'deal', values: { title: called } } };
	if (step % 3 === 1) return { name: 'history.add', input: { record: { type: 'deal', id: deal }, text: called } };
	return { name: 'task.create', input: { title: called, responsible: { kind: 'user', user: person } } };
}

// Does the steps one by one, and says of each how it ended: "12", "13 unsure".
void (async () => {
	const work = JSON.parse(process.argv[2]!) as Work;
	const scope = scopeOf(await openPlainRest(work.crm, systemClock), systemClock, 'UTC');
	for (let step = work.from; step < work.until; step++) {
		const { name, input } = stepOf(step, work);
		const operation = (await operations[name].load()) as Parameters<typeof runEffects>[1];
		const [outcome] = await runEffects(scope, operation, [{ key: `chaos.${step}`, input: input as never, write: {} }], 'each');
		if (!outcome!.ok) throw outcome!.error;
		process.stdout.write(`${step}${outcome!.unsure === true ? ' unsure' : ''}\n`);
	}
	process.exit(0);
})();
