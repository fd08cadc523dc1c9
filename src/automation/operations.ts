import type { z } from 'zod/v4';
import type { Output } from '../model/output';
import type { Operation } from './engine/effects/Operation';
import { operationList } from './operationList';

export type OperationName = keyof typeof operationList;

/** What an operation takes. */
export type InputOf<Name extends OperationName> = Inputs[Name];

export interface RegisteredOperation<Input> {
	/** The use case; its module is loaded on first use. */
	load(): Promise<Operation<Input, Output>>;
	/** What it takes: plain JSON that `z.toJSONSchema` can tell to others. */
	schema(): Promise<z.ZodType<Input>>;
}

/**
 * Every operation that writes, by its name: `<resource>.<operation>` as in CRM. Nodes name one here instead of importing
 * its use case, and so does whatever keeps a step for another moment. Nothing is loaded before it is asked for.
 *
 * `operations['task.create'].load()` gives the use case with its own type of input.
 */
export const operations: { readonly [Name in OperationName]: RegisteredOperation<Inputs[Name]> } = operationList;

type Inputs = { [Name in OperationName]: InputIn<Awaited<ReturnType<(typeof operationList)[Name]['load']>>> };

type InputIn<Loaded> = Loaded extends { target(input: infer Input): unknown } ? Input : never;
