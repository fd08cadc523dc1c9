import { NodeOperationError, type ILoadOptionsFunctions, type INodeType, type ResourceMapperField } from 'n8n-workflow';
import { Crm } from '../../nodes/Crm/Crm.node';
import type { NodeConnection } from './CrmStepRunner';

/** What the lists of a form are about. */
export interface Theme {
	recordType: string;
	/** Id of a project template; empty where there is none. */
	template: string;
}

/**
 * What the node's own lists offer, read once from the filled company: so a value can be one that a person could pick, for
 * any field of any operation, a new one too.
 */
export class Vocabulary {
	/** Record types that people use; the CRM's own follow. */
	readonly themes: readonly Theme[];
	private readonly lists: ReadonlyMap<string, readonly string[]>;
	private readonly forms: ReadonlyMap<string, readonly ResourceMapperField[]>;

	private constructor(
		themes: readonly Theme[],
		lists: ReadonlyMap<string, readonly string[]>,
		forms: ReadonlyMap<string, readonly ResourceMapperField[]>,
	) {
		this.themes = themes;
		this.lists = lists;
		this.forms = forms;
	}

	static async read(connection: NodeConnection): Promise<Vocabulary> {
		const { listSearch = {}, loadOptions = {}, resourceMapping = {} } = (new Crm() as INodeType).methods ?? {};
		const valuesOf = async (method: string, form: Record<string, string>): Promise<string[]> => {
			const context = formContext(connection, form);
			const options = await (
				method in listSearch ? listSearch[method]!.call(context).then(({ results }) => results) : loadOptions[method]!.call(context)
			).catch(nothingToPick);
			return [...new Set(options.map(({ value }) => String(value)))];
		};
		const types = await valuesOf('searchAllRecordTypes', {});
		const templates = await valuesOf('searchTemplates', {});
		const lists = new Map<string, string[]>();
		const forms = new Map<string, readonly ResourceMapperField[]>();
		const themes = types.map((recordType, index) => ({ recordType, template: templates[index % templates.length] ?? '' }));
		for (const { recordType, template } of themes) {
			const fields = await valuesOf('getConditionFields', { recordType });
			for (const method of [...Object.keys(listSearch), ...Object.keys(loadOptions)]) {
				lists.set(keyOf(method, recordType), await valuesOf(method, { recordType }));
				if (!CONDITION_LISTS.test(method)) continue;
				for (const field of fields) lists.set(keyOf(method, recordType, field), await valuesOf(method, { recordType, '&field': field }));
			}
			for (const [method, read] of Object.entries(resourceMapping)) {
				const { fields: parts } = await read
					.call(formContext(connection, { recordType, template }) as never)
					.catch((error: unknown) => ({ fields: nothingToPick(error) }));
				forms.set(keyOf(method, recordType), parts);
			}
		}
		return new Vocabulary(themes, lists, forms);
	}

	/** What a list offers; `field`: of the same row of a table of conditions. */
	list(method: string, theme: Theme, field?: string): readonly string[] {
		const ofField = field === undefined ? undefined : this.lists.get(keyOf(method, theme.recordType, field));
		return ofField ?? this.lists.get(keyOf(method, theme.recordType)) ?? [];
	}

	/** The fields of a form that a method of the node makes. */
	form(method: string, theme: Theme): readonly ResourceMapperField[] {
		return this.forms.get(keyOf(method, theme.recordType)) ?? [];
	}
}

/** Those that depend on another field of the same row. */
const CONDITION_LISTS = /^(get|search)Condition(Operators|Values|Records)$/;

/** A list that makes no sense for a type says so, with a remedy: deleted tasks, for example. */
function nothingToPick(error: unknown): never[] {
	if (error instanceof NodeOperationError && error.description) return [];
	throw error;
}

function keyOf(method: string, recordType: string, field = ''): string {
	return `${method} ${recordType} ${field}`;
}

function formContext(connection: NodeConnection, form: Record<string, string>): ILoadOptionsFunctions {
	const node = {
		id: 'crm-node',
		name: 'CRM',
		type: 'n8n-nodes-crmflow.crm',
		typeVersion: 1,
		position: [0, 0],
		parameters: connection.parameters,
		credentials: connection.credentials,
	};
	return {
		getNode: () => node,
		getTimezone: () => 'Europe/Warsaw',
		getCredentials: async () => connection.credential,
		getCurrentNodeParameter: (name: string) => form[name] ?? '',
	} as unknown as ILoadOptionsFunctions;
}
