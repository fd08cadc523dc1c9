import { NodeOperationError, type INode } from 'n8n-workflow';
import { CrmError } from '../../src/model/CrmError';
import { isTool } from './toolCall';

/**
 * An error as n8n shows it: what happened, below it what to do, and for which item. What is not a CrmError came from
 * somewhere unexpected: its own message is shown, without the paths and addresses that may be in it. An AI agent is told
 * the message only: for a tool, what to do is a part of it.
 */
export function nodeError(node: INode, error: unknown, itemIndex?: number): NodeOperationError {
	if (error instanceof NodeOperationError) return error;
	const { message, remedy } = explain(error);
	const shown = isTool(node) && remedy !== undefined ? { message: `${message} ${remedy}` } : { message, description: remedy };
	return new NodeOperationError(node, asError(error, message), { ...shown, itemIndex });
}

/** An error of a trigger that does not begin to listen: of what it says n8n shows the message only. */
export function activationError(node: INode, error: unknown): NodeOperationError {
	const { message, remedy } = explain(error);
	return new NodeOperationError(node, asError(error, message), { message: `${message} ${remedy}`, description: remedy });
}

/** The two sentences of an error, for people: what happened, and what to do. */
export function explain(error: unknown): { message: string; remedy: string } {
	if (isCrmError(error)) return { message: error.message, remedy: error.remedy };
	const message = error instanceof Error ? error.message : String(error);
	const description = error instanceof NodeOperationError || hasDescription(error) ? (error.description ?? undefined) : undefined;
	return { message: sentence(withoutSecrets(message)), remedy: withoutSecrets(description || remedyFor(error)) };
}

/** Where nobody said what to do. An expression of a field is evaluated by n8n, which tells only what is wrong with it. */
function remedyFor(error: unknown): string {
	return error instanceof Error && error.name === 'ExpressionError' ? FAULTY_EXPRESSION : UNEXPECTED;
}

const FAULTY_EXPRESSION = 'Correct the expression in this step: a red one in its form is at fault, or one that works for other items only.';
const UNEXPECTED = 'Run the step again. If it fails again, report this message to the makers of the CRM nodes.';

function sentence(text: string): string {
	return /[.!?…]["”)]?$/.test(text) ? text : `${text}.`;
}

/** By name too: after an update of the package, errors of the build before may still be on their way. */
function isCrmError(error: unknown): error is CrmError {
	return error instanceof CrmError || (error instanceof Error && error.name === 'CrmError' && 'remedy' in error);
}

function hasDescription(error: unknown): error is { description?: string | null } {
	return error instanceof Error && 'description' in error && (typeof error.description === 'string' || error.description === null);
}

/** n8n keeps the error it is given, stack and all: an unexpected one is replaced, so that nothing private is kept. */
function asError(error: unknown, message: string): Error {
	return isCrmError(error) ? error : new Error(message);
}

/** Folders of this machine, and what stands before the `@` of an address. */
function withoutSecrets(text: string): string {
	return text
		.replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, '$1***@')
		.replace(/(^|[\s'"(=])(?:[A-Za-z]:\\|\/)(?:[^\s'":)]*[\\/])([^\s'":)]+)/g, '$1$2');
}
