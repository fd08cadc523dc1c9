import { NodeHelpers, type INodeParameters, type INodeProperties } from 'n8n-workflow';
import { CrmTrigger } from '../../../nodes/CrmTrigger/CrmTrigger.node';

const { description } = new CrmTrigger();
const options = description.properties.find(({ name }) => name === 'options')!.options as INodeProperties[];

/** What can be added under "Options" with these values in the form, and in the options that were added. */
function offered(form: INodeParameters, added: INodeParameters = {}): string[] {
	const root = { runMode: 'single', ...form, options: added };
	return options
		.filter((option) => NodeHelpers.displayParameter(added, option, { typeVersion: 1 } as never, description, root))
		.map(({ displayName }) => displayName);
}

test('an option is offered for the events it makes sense for', () => {
	const stage = offered({ event: 'stageChanged' });
	expect(stage).toEqual(expect.arrayContaining(['Also When Created in the Stage', 'Start Again for the Same Record', 'Retry Failed Runs']));
	expect(stage).not.toContain('Only Tasks of Record Type Name or ID');
	expect(offered({ event: 'taskStatusChanged' })).toContain('Only Tasks of Record Type Name or ID');
	expect(offered({ event: 'taskStatusChanged' })).not.toContain('Also When Created in the Stage');
});

test('what is created or deleted once cannot start a workflow again; tasks have no stages', () => {
	for (const event of ['recordCreated', 'recordDeleted']) expect(offered({ event })).not.toContain('Start Again for the Same Record');
	const choices = (event: string) =>
		options
			.filter((option) => option.name === 'reentry' && (option.displayOptions!.show!['/event'] as string[]).includes(event))
			.flatMap((option) => (option.options as Array<{ value: string }>).map(({ value }) => value));
	expect(choices('stageChanged')).toEqual(['coolDown', 'always', 'oncePerRecord', 'oncePerStageVisit']);
	expect(choices('taskStatusChanged')).toEqual(['coolDown', 'always', 'oncePerRecord']);
});

test('a pause is asked for where there is one, and the number of runs where there are many', () => {
	const event = { event: 'stageChanged' };
	expect(offered(event)).not.toContain('Pause (Minutes)');
	expect(offered(event, { reentry: 'coolDown' })).toContain('Pause (Minutes)');
	expect(offered(event)).toContain('Runs at the Same Time');
	expect(offered({ ...event, runMode: 'batch' })).not.toContain('Runs at the Same Time');
});
