import { meets } from '../../../model/conditions';
import type { Condition } from '../../../model/query';
import type { CrmRecord } from '../../../model/record';
import type { Directory } from '../directory/directory';
import { presenterOf, type Presenter } from '../output/presentRecords';
import { conditionText, Words } from './conditionWords';
import { resolveConditions } from './resolveConditions';
import type { Scope } from '../../engine/Scope';

/** Whether a rule holds for a record, and a part of a sentence that says why, with the values of the record. */
export interface Verdict {
	holds: boolean;
	/** "Amount is at least 1000 (it is 1200)"; of a rule that does not hold, the first condition that fails. */
	because: string;
}

/**
 * Conditions of the rules of one call, for records that were read before. What people write in them is turned into ids once
 * for all records.
 */
export class RuleConditions {
	private readonly scope: Scope;
	private readonly directory: Directory;
	private readonly presenter: Presenter;
	/** By record type and content. */
	private readonly resolved = new Map<string, Promise<Condition[]>>();

	private constructor(scope: Scope, directory: Directory, presenter: Presenter) {
		this.scope = scope;
		this.directory = directory;
		this.presenter = presenter;
	}

	static async of(scope: Scope, directory: Directory, records: Iterable<CrmRecord>): Promise<RuleConditions> {
		return new RuleConditions(scope, directory, await presenterOf(scope, directory, [...records]));
	}

	/**
	 * All conditions must hold. A rule without conditions always holds; without a record, only such rules do. Throws notFound,
	 * missingValue, invalidValue.
	 */
	async verdict(record: CrmRecord | undefined, conditions: readonly Condition[]): Promise<Verdict> {
		if (conditions.length === 0) return { holds: true, because: 'it has no conditions' };
		if (record === undefined) return { holds: false, because: 'there is no record to ask' };
		const resolved = await this.resolve(record.type, conditions);
		const words = new Words(this.presenter, record.type);
		const text = (condition: Condition) =>
			`${conditionText(condition, words)} (it is ${words.value(condition.field, record.values[condition.field])})`;
		const failing = resolved.find((condition) => !meets(record.values, condition, this.scope.clock.now()));
		if (failing !== undefined) return { holds: false, because: `not: ${text(failing)}` };
		return { holds: true, because: resolved.map(text).join(' and ') };
	}

	private async resolve(type: string, conditions: readonly Condition[]): Promise<Condition[]> {
		const key = `${type} ${JSON.stringify(conditions)}`;
		let resolved = this.resolved.get(key);
		if (resolved === undefined) this.resolved.set(key, (resolved = this.read(type, conditions)));
		return await resolved;
	}

	private async read(type: string, conditions: readonly Condition[]): Promise<Condition[]> {
		return await resolveConditions(this.scope, this.directory, await this.directory.describe(type), conditions);
	}
}
