import type { INodeProperties } from 'n8n-workflow';
import { CrmError, quoted } from '../../../src/model/CrmError';
import type { StageKind } from '../../../src/model/recordType';

/** What a stage is for. Read by `stageKind`. */
export const stageKindField: INodeProperties = {
	displayName: 'Type',
	name: 'kind',
	type: 'options',
	default: 'open',
	description: 'Whether work goes on at the stage, or has come to its good or bad end',
	options: [
		{ name: 'Lost (Final)', value: 'lost', description: 'It came to nothing: lost, rejected, cancelled' },
		{ name: 'Open', value: 'open', description: 'Work goes on' },
		{ name: 'Won (Final)', value: 'won', description: 'It came to its good end: won, solved, delivered' },
	],
};

/** Throws invalidValue; nothing given: open. */
export function stageKind(given: unknown): StageKind {
	const kinds = ['open', 'won', 'lost'] as const;
	const kind = given === undefined || given === null || given === '' ? 'open' : kinds.find((known) => known === given);
	if (kind !== undefined) return kind;
	throw new CrmError('invalidValue', `${quoted(given)} is no type of stage.`, `Choose one of: ${kinds.join(', ')}.`);
}
