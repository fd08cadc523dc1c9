import { WorkflowExpression } from 'n8n-workflow';
import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { chosen, filledIn, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const COUNT = 1000;
const items = Array.from({ length: COUNT }, (_, index) => ({
	title: `Deal ${index}`,
	amount: index,
	externalId: `nr-${index}`,
	responsible: 'Anna Agent',
}));
const create = (fields: object) =>
	oneStep({ resource: 'record', operation: 'create', recordType: chosen('deal'), fields, additionalFields: { actor: 'Boris Lead' } });

/** How often n8n works out a parameter for an item. */
async function evaluations(step: ReturnType<typeof oneStep>) {
	const spy = jest.spyOn(WorkflowExpression.prototype, 'getParameterValue');
	try {
		const { json, error } = await runWorkflow(step, { items });
		return { evaluated: spy.mock.calls.length, json: json('CRM'), error };
	} finally {
		spy.mockRestore();
	}
}

test('1,000 items mapped automatically: nothing is evaluated per item', async () => {
	const { evaluated, json, error } = await evaluations(
		create({ mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] }),
	);
	expect(error).toBeUndefined();
	expect(json).toHaveLength(COUNT);
	expect(evaluated).toBeLessThan(50);
	expect(await company.counts()).toMatchObject({ deals: COUNT + 1 });
});

test('1,000 items with expressions in one form: that form once per item', async () => {
	const { evaluated, json } = await evaluations(create(filledIn({ title: '={{ $json.title }}', amount: '={{ $json.amount }}' })));
	expect(json).toHaveLength(COUNT);
	expect(json.at(-1)).toMatchObject({ title: 'Deal 999', amount: 999 });
	// The form's object, its two values, and the few of the node itself.
	expect(evaluated).toBeLessThan(4 * COUNT);
});
