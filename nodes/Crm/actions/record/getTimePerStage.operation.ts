import { additionalFields } from '../../fields/additional';
import { pipelineField } from '../../fields/locators';
import { recordChoice } from '../../fields/recordChoice';
import { showWhen } from '../../fields/showFor';
import { picked } from '../example';
import { readOperation } from '../operation';

const ofAll = [pipelineField({ description: 'Only stages of this pipeline; of all of the type when left empty' })];
const whenAll = { show: { '/recordSource': ['none', 'triggerOrAll'] } };

export const getTimePerStage = readOperation({
	option: {
		name: 'Get Time per Stage',
		value: 'getTimePerStage',
		action: 'Get the time per stage of records',
		description: 'How long a record was at each stage; or how long the records of a type stay at each, the bottleneck first',
	},
	example: {
		goal: 'Every Monday, tell the head of sales at which stage deals stay longest, and which one has waited there the longest.',
		form: { recordSource: 'none', recordType: picked('deal', 'Deal') },
	},
	description: [
		...recordChoice({
			typeAlways: true,
			all: { name: 'All Records of the Type', description: 'Gives an item per stage' },
		}),
		...showWhen({ recordSource: ['none'] }, ofAll),
		...showWhen({ recordSource: ['triggerOrAll'], startingType: [''] }, ofAll),
		additionalFields([
			{
				displayName: 'From',
				name: 'from',
				type: 'dateTime',
				default: '',
				description: 'Of all records: without stays that ended before; all that are known, when left out',
				displayOptions: whenAll,
			},
			{
				displayName: 'Until',
				name: 'until',
				type: 'dateTime',
				default: '',
				description: 'Of all records: stays are counted up to this moment; up to now, when left out',
				displayOptions: whenAll,
			},
		]),
	],
	async read(item, scope) {
		const record = item.optionalRecord();
		if (record !== undefined) {
			const { stageVisitsOf } = await import('../../../../src/automation/families/records/stageVisitsOf');
			return await stageVisitsOf(scope, record);
		}
		const { timePerStage } = await import('../../../../src/automation/families/records/timePerStage');
		const period = item.collection('additionalFields');
		return await timePerStage(scope, {
			type: item.requiredText('recordType', 'Record Type'),
			pipeline: item.text('pipeline'),
			from: period.text('from'),
			until: period.text('until'),
		});
	},
});
