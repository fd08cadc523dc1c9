import { recordNotFound } from '../../../src/model/CrmError';
import { fieldNotFound, findField } from '../../../src/model/fieldNames';
import type { Field, Pipeline, RecordTypeDescription } from '../../../src/model/recordType';
import { stageNotFound } from '../../../src/model/stageNames';

const field = (name: string, more: Partial<Field> = {}): Field => ({
	name,
	label: name,
	kind: 'text',
	required: false,
	system: false,
	...more,
});

const pipeline = (name: string, stages: string[]): Pipeline => ({
	id: name.toLowerCase(),
	name,
	recordType: 'deal',
	stages: stages.map((stage) => ({ id: `${name}:${stage}`.toLowerCase(), name: stage, kind: 'open' })),
});

const DEAL: RecordTypeDescription = {
	name: 'deal',
	label: 'Deal',
	pluralLabel: 'Deals',
	editable: true,
	fields: [field('title'), field('amount', { kind: 'money' })],
	pipelines: [pipeline('Sales', ['New', 'Won']), pipeline('Service', ['Open'])],
};

describe('what is not there is refused in one wording', () => {
	test('a field is found by its name', () => {
		expect(findField(DEAL, 'amount').kind).toBe('money');
		expect(() => findField(DEAL, 'amuont')).toThrow(
			expect.objectContaining({
				code: 'notFound',
				message: 'Field "amuont" does not exist in record type "Deal".',
				remedy: 'Choose one of: amount, title.',
			}),
		);
	});

	test('the remedy names only the fields that will do', () => {
		expect(fieldNotFound(DEAL, 'score', [field('amount')]).remedy).toBe('Choose one of: amount.');
		expect(fieldNotFound(DEAL, 'score', []).remedy).toBe('There is no field in record type "Deal" yet: create one first.');
	});

	test.each([
		['one pipeline', [DEAL.pipelines[0]!], 'Stage "Wonn" does not exist in pipeline "Sales".', 'Choose one of: Won, New.'],
		[
			'several',
			DEAL.pipelines,
			'Stage "Wonn" does not exist in any of the pipelines "Sales", "Service".',
			'Choose one of: Won, New, Open.',
		],
	])('a stage in %s', (_, pipelines, message, remedy) => {
		expect(stageNotFound(pipelines, 'Wonn', 'name')).toMatchObject({ code: 'notFound', message, remedy });
	});

	test('a record, with who named it', () => {
		expect(recordNotFound('deal', '12').message).toBe('Deal "12" does not exist.');
		expect(recordNotFound('task', '7', { where: '(parent task)', index: 3 })).toMatchObject({
			message: 'Task "7" does not exist (parent task).',
			index: 3,
		});
	});
});
