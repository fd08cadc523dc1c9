/** What the workflow writes for the change with that number; the checker looks for exactly these. */
export const TEXTS = {
	task: 'Chaos task ',
	history: 'Chaos entry ',
	project: 'Chaos project ',
	template: 'Chaos',
};

/** Custom field of the deals: every change of the stage sets it to a number of its own, from 1 on. */
export const SEQUENCE = 'sequence';

/** Every so many changes start a project, too. */
export const PROJECT_EVERY = 5;

/** Tasks of the project template. */
export const PROJECT_TASKS = ['Prepare', 'Deliver', 'Ask how it went'];

export const STAGES = ['new', 'qualified', 'proposal', 'negotiation', 'won', 'lost'].map((slug) => `sales:${slug}`);
