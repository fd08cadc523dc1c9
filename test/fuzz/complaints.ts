import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { StepEnd } from './CrmStepRunner';
import type { NodeStep } from './NodeStep';

/** Longer than that, a message is a value that was not cut. */
const LONGEST_MESSAGE = 1000;

/** What a message for people never has in it: words of drivers and engines, lines of code. */
const TELLING =
	/\bundefined\b|(?<!")\bNaN\b|\[object |SQLITE|kysely|constraint failed|violates|no such (column|table|function)|syntax error|invalid input syntax|invalid byte|out of range for type|datatype mismatch|Cannot (read|convert|destructure|mix|use|set)|is not (a function|iterable|defined|a constructor|valid JSON at)|(?<!")Invalid (time value|Date\b|array length)|Unexpected token .* in JSON|Maximum call stack|circular structure|\bat .+:\d+:\d+|\w+Error\b:|makers of the CRM nodes/i;

/** An item of a step that went on after errors. */
export interface FailedItem {
	item: number;
	message: string;
	remedy: unknown;
}

/** What is wrong with how a step ended, a sentence each; what became of the data is not looked at here. */
export function complaintsAbout(step: NodeStep, writes: boolean, end: StepEnd, secrets: readonly string[]): string[] {
	if ('error' in end)
		return step.onError === 'stopWorkflow'
			? errorComplaints(end.error, secrets)
			: [`The step stopped although it shall go on: ${String(end.error)}`, ...errorComplaints(end.error, secrets)];
	return [
		...itemComplaints(step, writes, end.items),
		...failedItems(end.items).flatMap(({ message, remedy }) => sentenceComplaints(message, remedy, secrets)),
	];
}

/** Items that say that theirs could not be done. */
export function failedItems(items: readonly INodeExecutionData[]): FailedItem[] {
	return items.flatMap(({ json, pairedItem }) => {
		const names = Object.keys(json).sort().join();
		if (names !== 'error,remedy' && names !== 'details,error') return [];
		return [{ item: (pairedItem as { item: number }).item, message: String(json['error']), remedy: json['remedy'] ?? json['details'] }];
	});
}

function errorComplaints(error: unknown, secrets: readonly string[]): string[] {
	if (!(error instanceof NodeOperationError) && !(error instanceof NodeApiError))
		return [`What was thrown is no error of a node: ${error instanceof Error ? error.stack : String(error)}`];
	const causes = error.cause instanceof Error ? [`${error.message} was: ${error.cause.stack}`] : [];
	const complaints = sentenceComplaints(error.message, error.description, secrets);
	return complaints.length === 0 ? [] : [...complaints, ...causes];
}

/** What is wrong with the words of an error. */
export function sentenceComplaints(message: string, remedy: unknown, secrets: readonly string[]): string[] {
	const complaints: string[] = [];
	if (!/^[\p{Lu}\p{N}"“]/u.test(message) || !/[.!?…]["”)]?$/u.test(message)) complaints.push(`No sentence: ${shown(message)}`);
	if (message.length > LONGEST_MESSAGE) complaints.push(`A message of ${message.length} characters: ${shown(message)}`);
	if (typeof remedy !== 'string' || remedy.trim() === '') complaints.push(`No remedy: ${shown(message)}`);
	for (const text of [message, String(remedy ?? '')]) {
		const found = TELLING.exec(text);
		if (found !== null) complaints.push(`Not for people (${found[0]}): ${shown(text)}`);
		if (secrets.some((secret) => text.includes(secret))) complaints.push(`A secret in: ${shown(text)}`);
	}
	return complaints;
}

function itemComplaints(step: NodeStep, writes: boolean, items: readonly INodeExecutionData[]): string[] {
	const complaints: string[] = [];
	const sources = items.map(({ pairedItem }) => (pairedItem as { item?: unknown } | undefined)?.item);
	if (sources.some((source) => typeof source !== 'number' || !(source in step.items)))
		complaints.push(`Items come from items that are not there: ${JSON.stringify(sources)}.`);
	if (sources.some((source, index) => index > 0 && Number(source) < Number(sources[index - 1])))
		complaints.push(`Items are out of order: ${JSON.stringify(sources)}.`);
	if (writes && sources.join() !== step.items.map((_, index) => index).join())
		complaints.push(`Not an item for each of ${step.items.length}: ${JSON.stringify(sources)}.`);
	for (const { json } of items) {
		if (json === null || typeof json !== 'object' || Array.isArray(json)) complaints.push(`The output is no object: ${String(json)}.`);
		else complaints.push(...outputComplaints(json));
	}
	return complaints;
}

/** What the next node could not read, or nobody could have meant. */
function outputComplaints(json: IDataObject): string[] {
	const text = JSON.stringify(json);
	const found = /\[object |"undefined"|Invalid DateTime/.exec(text);
	return found === null ? [] : [`Not for people (${found[0]}) in the output: ${shown(text)}`];
}

function shown(text: string): string {
	return text.length <= 400 ? text : `${text.slice(0, 400)}…`;
}
