import { ACCESS_REFUSED } from '../../../model/history';
import type { RecordRef } from '../../../model/record';
import type { WriteContext } from '../../../model/write';
import type { EffectCall, Operation } from './Operation';
import { runEffects } from './runEffects';
import type { Output } from '../../../model/output';
import { idsByType, recordsStillThere } from '../recordsById';
import type { Scope } from '../Scope';
import { AccessRefused } from '../permissions/AccessRefused';

/** A step that failed, for whatever reason. */
export interface FailedStep {
	/** Of its effect; see effectKey. */
	key: string;
	error: unknown;
	write: WriteContext;
}

/**
 * Writes each refused access into the history, once per step: of the record it was about or, without one, of the user who
 * wanted it. To be called when the step itself was undone. That it cannot be written (the database is away) hides no refusal:
 * the step failed with it.
 */
export async function logRefusals(scope: Scope, steps: readonly FailedStep[]): Promise<void> {
	const calls = steps.flatMap(({ key, error, write }): Array<EffectCall<RefusedAccess>> => {
		if (!(error instanceof AccessRefused) || write.actor === undefined) return [];
		const { right = 'setUp', record } = error.refusal;
		return [
			{
				key: `${key}:refused.${right}.${record?.type ?? ''}.${record?.id ?? ''}`,
				input: { text: error.message, user: write.actor, record },
				write: { origin: write.origin },
			},
		];
	});
	if (calls.length > 0 && scope.crm.capabilities.sharesLedger) await runEffects(scope, noteRefusals, calls, 'each');
}

interface RefusedAccess {
	text: string;
	/** Id. */
	user: string;
	record: RecordRef | undefined;
}

const noteRefusals: Operation<RefusedAccess, Output> = {
	name: 'access.refused',
	writes: 'crm',
	target: ({ user, record }) => [user, record ?? null],
	async perform(scope, inputs, write) {
		const there = new Set<string>();
		for (const [type, ids] of idsByType(inputs.flatMap(({ record }) => record ?? []))) {
			for (const { id } of (await recordsStillThere(scope.crm, type, ids)).values()) there.add(`${type}/${id}`);
		}
		const entries = inputs.map(({ text, user, record }) => ({
			type: ACCESS_REFUSED,
			text,
			userId: user,
			record: record !== undefined && there.has(`${record.type}/${record.id}`) ? record : { type: 'user', id: user },
		}));
		return (await scope.crm.history.create(entries, write)).map(({ id }) => ({ id }));
	},
};
