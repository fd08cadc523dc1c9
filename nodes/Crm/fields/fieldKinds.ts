import type { INodePropertyOptions } from 'n8n-workflow';
import { FIELD_KINDS, type FieldKind } from '../../../src/model/recordType';
import { byName } from '../../shared/byName';
import { titleCase } from '../../shared/titleCase';

const NAMES: Partial<Record<FieldKind, string>> = {
	boolean: 'Yes or No',
	choice: 'Choice',
	dateTime: 'Date and Time',
	multiChoice: 'Several Choices',
	record: 'Link to a Record',
	string: 'Short Text',
	text: 'Long Text',
	url: 'Web Address',
};

/** The kinds a field of one's own can have. */
export const fieldKindOptions: INodePropertyOptions[] = FIELD_KINDS.filter((kind) => kind !== 'pipeline' && kind !== 'stage')
	.map((kind) => ({ name: NAMES[kind] ?? titleCase(kind), value: kind }))
	.sort(byName);
