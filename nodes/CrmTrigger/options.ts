import { DEFAULT_DELIVERY, type DeliveryOptions, type RunMode } from '../../src/automation/engine/delivery/options';
import type { Reentry } from '../../src/automation/engine/delivery/reentry';
import type { SubscriptionOptions } from '../../src/automation/engine/delivery/Subscription';
import { CrmError } from '../../src/model/CrmError';
import type { ReadParameter } from './filter';

const MINUTE_MS = 60_000;

/** As a locator gives it, or an expression instead of it. */
type Word = string | { value: unknown };

/** Values of the options in `description.ts`; what a person did not add is absent. */
interface Options {
	allowOwnChanges?: boolean;
	catchUp?: boolean;
	category?: Word;
	coolDownMinutes?: number;
	department?: Word;
	leaveInterrupted?: boolean;
	parallelRuns?: number;
	processDescription?: string;
	reentry?: Reentry['kind'];
	retries?: number;
	retryAfterMinutes?: number;
	runLimitMinutes?: number;
}

/** Throws `invalidValue` for a number that makes no sense. */
export function triggerOptions(
	read: ReadParameter,
): Pick<SubscriptionOptions, 'allowOwnChanges' | 'catchUp' | 'reentry' | 'delivery' | 'card'> {
	const options = read('options', {}) as Options;
	return {
		allowOwnChanges: options.allowOwnChanges ?? false,
		catchUp: options.catchUp ?? false,
		reentry: reentryOf(options),
		delivery: deliveryOf(read, options),
		card: { department: wordOf(options.department), category: wordOf(options.category), description: wordOf(options.processDescription) },
	};
}

function wordOf(given: Word | null | undefined): string | undefined {
	const word = typeof given === 'object' ? given?.value : given;
	return String(word ?? '').trim() || undefined;
}

function deliveryOf(read: ReadParameter, options: Options): DeliveryOptions {
	const { retries, retryAfterMs, runLimitMs, leaveInterrupted } = DEFAULT_DELIVERY;
	return {
		mode: modeOf(read, options),
		retries: options.retries === undefined ? retries : whole('Retry Failed Runs', options.retries, 0, 100),
		retryAfterMs:
			options.retryAfterMinutes === undefined ? retryAfterMs : number('Retry After', options.retryAfterMinutes, 0, 60) * MINUTE_MS,
		runLimitMs:
			options.runLimitMinutes === undefined ? runLimitMs : number('Time Limit per Run', options.runLimitMinutes, 0.01, 20_000) * MINUTE_MS,
		leaveInterrupted: options.leaveInterrupted ?? leaveInterrupted,
	};
}

function modeOf(read: ReadParameter, { parallelRuns }: Options): RunMode {
	const most = () => whole('Changes per Run', Number(read('batchSize', 100)), 1, 10_000);
	switch (read('runMode', 'single')) {
		case 'batch':
			return { kind: 'batch', most: most(), waitMs: number('Wait at Most', Number(read('batchWait', 1)), 0, 3600) * 1000 };
		case 'background':
			return { kind: 'background', most: most(), everyMinutes: whole('Every', Number(read('everyMinutes', 15)), 1, 1440) };
		default:
			return parallelRuns === undefined
				? DEFAULT_DELIVERY.mode
				: { kind: 'single', parallel: whole('Runs at the Same Time', parallelRuns, 1, 1000) };
	}
}

function reentryOf({ reentry = 'always', coolDownMinutes = 60 }: Options): Reentry {
	if (reentry !== 'coolDown') return { kind: reentry };
	return { kind: 'coolDown', milliseconds: number('Pause', coolDownMinutes, 0.01, 5_256_000) * MINUTE_MS };
}

function whole(label: string, value: number, least: number, most: number): number {
	if (Number.isInteger(value)) return number(label, value, least, most);
	throw new CrmError('invalidValue', `"${label}" of CRM Trigger is ${value}.`, `Give a whole number from ${least} to ${most}.`);
}

function number(label: string, value: number, least: number, most: number): number {
	if (value >= least && value <= most) return value;
	throw new CrmError('invalidValue', `"${label}" of CRM Trigger is ${value}.`, `Give a number from ${least} to ${most}.`);
}
