import type { CrmConnection } from '../demo/library.ts';
import { PROJECT_TASKS, SEQUENCE, STAGES, TEXTS } from './texts.ts';

/** One person, the deals that are going to be changed, and the project template. Returns the deals' ids. */
export async function fillCompany({ scope }: CrmConnection, deals: number): Promise<string[]> {
	const { crm, ledger, clock } = scope;
	await crm.schema!.saveField('deal', { name: SEQUENCE, label: 'Sequence', kind: 'number', required: false });
	const [person] = await crm.users.create!([{ name: 'Anna Kowalska' }], {});
	await ledger.templates.save(
		{
			name: TEXTS.template,
			type: 'chaos',
			parameters: [],
			stages: [{ name: 'All' }],
			tasks: PROJECT_TASKS.map((title, index) => ({ key: `t${index}`, title, stage: 'All' })),
		},
		clock.now().toISOString(),
	);
	const drafts = Array.from({ length: deals }, (_, index) => ({
		values: { title: `Deal ${index + 1}`, stage: STAGES[0]!, responsible: person!.id },
	}));
	return (await crm.create('deal', drafts, {})).map(({ id }) => id);
}
