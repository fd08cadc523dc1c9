import type { Change } from '../../../model/change';
import type { RecordRef } from '../../../model/record';
import { matches, type TriggerFilter } from '../../../model/triggerFilter';
import type { Scope } from '../../engine/Scope';

/** How far back samples are looked for. */
const LOOK_BACK = 2000;

/**
 * For "Execute step" in the editor: the newest real change that this trigger would have started on. Where nothing has
 * matched yet, one made up from the newest record (`real` is false). Moves no cursor and leaves no trace.
 */
export async function sampleChange(scope: Scope, filter: TriggerFilter): Promise<{ change: Change; real: boolean } | undefined> {
	const recent = await scope.feed.newest({ types: [filter.recordType], kinds: kindsOf(filter) }, LOOK_BACK);
	const change = recent.find((candidate) => matches(candidate, filter));
	if (change) return { change, real: true };
	for await (const record of scope.crm.find(filter.recordType, { limit: 1 })) {
		return { change: madeUp(record, record.values, filter, scope.clock.now()), real: false };
	}
	return undefined;
}

function kindsOf(filter: TriggerFilter): Change['kind'][] {
	switch (filter.event) {
		case 'recordCreated':
			return ['created'];
		case 'recordDeleted':
			return ['deleted'];
		case 'recordChanged':
			return ['updated'];
		case 'stageChanged':
			return filter.includeCreated ? ['created', 'updated'] : ['updated'];
		case 'taskStatusChanged':
			return ['created', 'updated'];
	}
}

function madeUp({ type, id }: RecordRef, values: NonNullable<Change['after']>, filter: TriggerFilter, now: Date): Change {
	const base = { id: 'sample', ref: { type, id }, at: now.toISOString(), changed: [] };
	if (filter.event === 'recordCreated') return { ...base, kind: 'created', after: values };
	if (filter.event === 'recordDeleted') return { ...base, kind: 'deleted', before: values };
	return { ...base, kind: 'updated', before: values, after: values };
}
