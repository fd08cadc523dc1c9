import { isDeepStrictEqual } from 'node:util';
import type { ProjectTemplate, ProjectTemplateDraft } from '../../model/projectTemplate';
import type { TemplateStore } from '../Ledger';
import type { LedgerTables } from './ledgerTables';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { fromJson } from '../../sql/SqlDialect';

export class SqlTemplates implements TemplateStore {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async list(): Promise<ProjectTemplate[]> {
		const rows = await this.versions()
			.where((expression) =>
				expression(
					'project_template_version.version',
					'=',
					expression
						.selectFrom('project_template_version as newer')
						.select(({ fn }) => fn.max('newer.version').as('version'))
						.whereRef('newer.template_id', '=', 'project_template.id'),
				),
			)
			.orderBy('project_template.name')
			.execute();
		return rows.map(templateOf);
	}

	async get(id: string, version?: number): Promise<ProjectTemplate | undefined> {
		if (!/^\d{1,15}$/.test(id)) return undefined;
		let query = this.versions().where('project_template.id', '=', Number(id));
		if (version !== undefined) query = query.where('project_template_version.version', '=', version);
		const row = await query.orderBy('project_template_version.version', 'desc').limit(1).executeTakeFirst();
		return row === undefined ? undefined : templateOf(row);
	}

	async save(draft: ProjectTemplateDraft, at: string): Promise<ProjectTemplate> {
		return await this.database.transaction(async () => {
			await this.database.takeTurns('project_template');
			const present = await this.newestOf(draft.name);
			const content = contentOf(draft);
			if (present !== undefined && isDeepStrictEqual(contentOf(present), content)) return present;
			const id = present === undefined ? await this.newId(draft.name) : Number(present.id);
			const version = (present?.version ?? 0) + 1;
			await this.database
				.db()
				.insertInto('project_template_version')
				.values({ template_id: id, version, content: JSON.stringify(content), saved_at: at })
				.execute();
			return { ...content, id: String(id), version, savedAt: at };
		});
	}

	private versions() {
		return this.database
			.db()
			.selectFrom('project_template')
			.innerJoin('project_template_version', 'project_template_version.template_id', 'project_template.id')
			.select([
				'project_template.id',
				'project_template_version.version',
				'project_template_version.content',
				'project_template_version.saved_at',
			]);
	}

	private async newestOf(name: string): Promise<ProjectTemplate | undefined> {
		const row = await this.versions()
			.where('project_template.name', '=', name)
			.orderBy('project_template_version.version', 'desc')
			.limit(1)
			.executeTakeFirst();
		return row === undefined ? undefined : templateOf(row);
	}

	private async newId(name: string): Promise<number> {
		const { id } = await this.database.db().insertInto('project_template').values({ name }).returning('id').executeTakeFirstOrThrow();
		return id;
	}
}

interface VersionRow {
	id: number;
	version: number;
	content: unknown;
	saved_at: string;
}

function templateOf(row: VersionRow): ProjectTemplate {
	return { ...fromJson<ProjectTemplateDraft>(row.content), id: String(row.id), version: row.version, savedAt: row.saved_at };
}

/** Only what a person draws up, in the form it has after storing: no undefined values. */
function contentOf({ name, type, parameters, stages, tasks }: ProjectTemplateDraft): ProjectTemplateDraft {
	return fromJson(JSON.stringify({ name, type, parameters, stages, tasks }));
}
