import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { oneStep } from './support/steps';
import { switchOnWorkflow } from './support/triggers';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const getHealth = (more: object = {}) => oneStep({ resource: 'system', operation: 'getHealth', ...more });

describe('system: get health', () => {
	test('one item that says whether all is well, with each trigger', async () => {
		await switchOnWorkflow(company.scope);
		const { json, output, error } = await runWorkflow(getHealth());
		expect(error).toBeUndefined();
		expect(json('CRM')).toEqual([
			expect.objectContaining({
				healthy: true,
				problems: [],
				deliveries: { waiting: 0, inFlight: 0, running: 0, setAside: 0 },
				triggers: [expect.objectContaining({ workflow: 'Won deals', trigger: 'On win', state: 'listening', changesBehind: 0 })],
			}),
		]);
		expect(output('CRM')[0]!.pairedItem).toEqual({ item: 0 });
	});

	test('what failed is a problem, as far back as one asks', async () => {
		await switchOnWorkflow(company.scope);
		const { deliveries } = company.scope.ledger;
		const [delivery] = await deliveries.add(
			[{ workflowId: 'id of Won deals', nodeId: 'node-1', changeId: '1', replay: 0, recordKey: 'deal/1' }],
			new Date().toISOString(),
		);
		await deliveries.handOver([[delivery!.id]], { owner: 'main', aliveUntil: '2999' }, new Date().toISOString());
		await deliveries.finish([delivery!.id], {
			state: 'failed',
			at: new Date(Date.now() - 2 * 3_600_000).toISOString(),
			error: 'No such user.',
		});
		expect((await runWorkflow(getHealth())).json('CRM')[0]).toMatchObject({
			healthy: false,
			problems: [expect.stringMatching(/Won deals.*No such user/)],
		});
		expect((await runWorkflow(getHealth({ additionalFields: { hours: 1 } }))).json('CRM')[0]).toMatchObject({ healthy: true });
	});

	test('the text for Prometheus', async () => {
		const { json } = await runWorkflow(getHealth({ format: 'prometheus' }));
		expect(json('CRM')).toEqual([{ healthy: true, text: expect.stringContaining('crmflow_healthy 1\n') }]);
	});

	test('a number of hours that is none is named', async () => {
		const { error } = await runWorkflow(getHealth({ additionalFields: { hours: '={{ "soon" }}' } }));
		expect(error?.message).toContain('Failed Within (Hours)');
		expect((await runWorkflow(getHealth({ additionalFields: { hours: -1 } }))).error?.description).toContain('above 0');
	});
});
