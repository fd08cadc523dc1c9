import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { asActor } from '../../../src/automation/engine/permissions/asActor';
import type { Scope } from '../../../src/automation/engine/Scope';
import { CrmError } from '../../../src/model/CrmError';
import { refKey, titleOf, type RecordRef } from '../../../src/model/record';
import type { RecordTypeDescription } from '../../../src/model/recordType';
import { RunIdentity } from '../../shared/runIdentity';
import { AutomaticMapping } from '../fields/automaticMapping';
import type { ItemParameters } from './ItemParameters';
import { MergeTexts } from './MergeTexts';
import { Parameters } from './Parameters';

/** One run of the node, with what is read once for all its items. */
export class NodeRun {
	readonly context: IExecuteFunctions;
	readonly scope: Scope;
	readonly parameters: Parameters;
	readonly identity: RunIdentity;
	private readonly read = new Map<string, Promise<unknown>>();
	private readonly firstItems = new Map<string, number>();
	private readonly mappings: AutomaticMapping[] = [];
	private mergeTexts: MergeTexts | undefined;

	private constructor(context: IExecuteFunctions, scope: Scope, identity: RunIdentity) {
		this.context = context;
		this.scope = scope;
		this.parameters = new Parameters(context);
		this.identity = identity;
	}

	static async start(context: IExecuteFunctions, scope: Scope): Promise<NodeRun> {
		return new NodeRun(context, scope, await RunIdentity.read(context));
	}

	/** Reads what the merge fields of a form need, for all items; nothing where there are none. */
	async readMergeFields(description: readonly INodeProperties[], items: readonly ItemParameters[]): Promise<void> {
		this.mergeTexts = await MergeTexts.read(this, description, items);
	}

	/** Whether texts of the form have merge fields. */
	get fillsMergeFields(): boolean {
		return this.mergeTexts !== undefined;
	}

	/** See MergeTexts.fill. */
	filledIn(name: string, value: unknown, item: number): unknown {
		return this.mergeTexts === undefined ? value : this.mergeTexts.fill(name, value, item);
	}

	/** Throws notFound. */
	async describe(type: string): Promise<RecordTypeDescription> {
		return await this.once(`type ${type}`, async () => await this.scope.crm.describe(type));
	}

	/** How the items of this run are mapped to the fields of a type by themselves. Throws notFound. */
	async automaticMapping(type: string): Promise<AutomaticMapping> {
		return await this.once(`mapping of ${type}`, async () => {
			const mapping = new AutomaticMapping(await this.describe(type));
			this.mappings.push(mapping);
			return mapping;
		});
	}

	/** Shown above the output in the editor. */
	hint(message: string): void {
		this.context.addExecutionHints({ message, location: 'outputPane' });
	}

	/** Says what of the items went into no field, where they were mapped by themselves. */
	tellIgnored(): void {
		for (const mapping of this.mappings) {
			const message = mapping.leftOut();
			if (message !== undefined) this.hint(message);
		}
	}

	/** The id of a user given by id, email or name. `label` names the field. Throws notFound. */
	async userId(reference: string, label: string): Promise<string> {
		const people = await this.once('people', async () => {
			const { Directory } = await import('../../../src/automation/words/directory/directory');
			return await new Directory(this.scope).people();
		});
		return people.resolve(reference, label).id;
	}

	/** Id of the user responsible for a record, also for one that was deleted lately. Throws notFound, missingValue where nobody is. */
	async responsibleFor(ref: RecordRef): Promise<string> {
		return await this.once(`responsible for ${refKey(ref)}`, async () => {
			const { lastKnownRecords } = await import('../../../src/automation/words/reading/lastKnownRecords');
			const record = (await lastKnownRecords(this.scope, [ref])).get(refKey(ref))!;
			const { responsible } = record.values;
			if (typeof responsible === 'string') return responsible;
			throw new CrmError(
				'missingValue',
				`"Act As" is the responsible person of the record, but nobody is responsible for "${titleOf(record)}".`,
				'Give the record a responsible person first, for example with Record, Assign, or choose somebody else under "Act As".',
			);
		});
	}

	/** The item that gave the same first, or this one. */
	firstItem(given: string, item: number): number {
		const first = this.firstItems.get(given) ?? item;
		this.firstItems.set(given, first);
		return first;
	}

	/** The scope of the acting user: see `asActor`. `actor`: the id of a user; undefined: the system. */
	async scopeOf(actor: string | undefined): Promise<Scope> {
		return actor === undefined ? this.scope : await this.once(`scope of ${actor}`, async () => await asActor(this.scope, actor));
	}

	private async once<T>(name: string, read: () => Promise<T>): Promise<T> {
		const known = this.read.get(name) as Promise<T> | undefined;
		if (known !== undefined) return await known;
		const started = read();
		this.read.set(name, started);
		return await started;
	}
}
