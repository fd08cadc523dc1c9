import type { Pipeline, StageKind } from '../../../src/model/recordType';
import { stageAt, stepNamed } from '../../../src/model/stageSteps';

const stage = (name: string, kind: StageKind = 'open') => ({ id: `sales:${name.toLowerCase()}`, name, kind });
const stages = [stage('New'), stage('Offer'), stage('Won', 'won'), stage('Lost', 'lost')];
const pipeline: Pipeline = { id: 'sales', name: 'Sales', recordType: 'deal', stages };

test.each([
	['New', 'nextStage', 'Offer'],
	['Offer', 'nextStage', 'Won'],
	['Offer', 'previousStage', 'New'],
	['Won', 'previousStage', 'Offer'],
	['Lost', 'previousStage', 'Offer'],
] as const)('from %s, %s is %s', (from, step, to) => {
	const found = stages.find(({ name }) => name === from);
	expect(stageAt(pipeline, found, step)).toEqual({ stage: expect.objectContaining({ name: to }) });
});

test.each([
	['Won', 'nextStage', '"Won" is a final stage of pipeline "Sales": nothing comes after it.'],
	['Lost', 'nextStage', '"Lost" is a final stage of pipeline "Sales": nothing comes after it.'],
	['New', 'previousStage', '"New" is the first stage of pipeline "Sales".'],
] as const)('from %s, %s leads nowhere, and says why', (from, step, reason) => {
	const found = stages.find(({ name }) => name === from);
	expect(stageAt(pipeline, found, step)).toEqual({ reason });
});

test('a pipeline that has no final stage has a last one', () => {
	const open = { ...pipeline, stages: stages.slice(0, 2) };
	expect(stageAt(open, stages[1], 'nextStage')).toEqual({ reason: '"Offer" is the last stage of pipeline "Sales".' });
});

test('at no stage of the pipeline there is nothing before or after it', () => {
	expect(() => stageAt(pipeline, undefined, 'nextStage')).toThrow('The record is at no stage of pipeline "Sales"');
});

test('a step is named by its value, or as people read it', () => {
	expect(['nextStage', 'Next Stage', 'previous stage', 'Next'].map(stepNamed)).toEqual([
		'nextStage',
		'nextStage',
		'previousStage',
		undefined,
	]);
});
