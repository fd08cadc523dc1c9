import { sql, type Selectable } from 'kysely';
import { insertRows, takeIds, type SqlColumn } from '../../sql/bulk';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { fromJson } from '../../sql/SqlDialect';
import { forDraft, notFound, recordNotFound } from '../../model/CrmError';
import type { Project, ProjectDraft } from '../../model/projectTemplate';
import type { WriteContext } from '../../model/write';
import type { ProjectQuery, ProjectStore } from '../../companions/Companions';
import type { CrmDialect } from './CrmDialect';
import { idNumber, idNumberOrNull, idText } from './ids';
import type { NamedRecord } from '../../model/record';
import { isLinkedTo, requireRecords } from './RecordLinks';
import { requireText } from '../../model/requireText';
import type { CrmTables, ProjectTable } from './tables';
import { FIRST_VERSION, nextVersion } from './versions';
import type { Writer } from './Writer';

const COLUMNS: readonly SqlColumn[] = [
	{ name: 'id', type: 'integer' },
	{ name: 'name', type: 'text' },
	{ name: 'template_id', type: 'integer' },
	{ name: 'template_version', type: 'integer' },
	{ name: 'record_type', type: 'text' },
	{ name: 'record_id', type: 'integer' },
	{ name: 'parameters', type: 'json' },
	{ name: 'started_at', type: 'text' },
	{ name: 'started_by', type: 'integer' },
	{ name: 'created_at', type: 'text' },
	{ name: 'updated_at', type: 'text' },
];

export class SqlProjects implements ProjectStore {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly dialect: CrmDialect;
	private readonly writer: Writer;

	constructor(database: SqlDatabase<CrmTables>, dialect: CrmDialect, writer: Writer) {
		this.database = database;
		this.dialect = dialect;
		this.writer = writer;
	}

	async create(drafts: ReadonlyArray<ProjectDraft>, context: WriteContext): Promise<Project[]> {
		return await this.writer.write(context, async ({ reference, at }) => {
			await this.requireTemplates(drafts);
			for (const [index, { startedBy }] of drafts.entries()) {
				if (startedBy !== null) forDraft(index, () => reference.requireUser(startedBy, 'as the one who starts a project'));
			}
			const ids = await takeIds(this.database, 'project', drafts.length);
			const projects = drafts.map((draft, index): Project => ({
				id: String(ids[index]),
				name: requireText(draft.name, 'Project name', index),
				templateId: draft.templateId,
				templateVersion: draft.templateVersion,
				record: draft.record,
				parameters: draft.parameters,
				status: 'running',
				startedAt: at,
				finishedAt: null,
				startedBy: draft.startedBy,
				version: FIRST_VERSION,
			}));
			const named = projects.flatMap(({ record }, index): NamedRecord[] =>
				record === null ? [] : [{ ...record, index, where: 'project' }],
			);
			await requireRecords(this.database, reference, named);
			await insertRows(
				this.database,
				'project',
				COLUMNS,
				projects.map((project) => [
					Number(project.id),
					project.name,
					Number(project.templateId),
					project.templateVersion,
					project.record?.type ?? null,
					idNumberOrNull(project.record?.id),
					JSON.stringify(project.parameters),
					at,
					idNumberOrNull(project.startedBy),
					at,
					at,
				]),
			);
			return projects;
		});
	}

	async update(changes: ReadonlyArray<{ id: string } & ProjectChange>, context: WriteContext): Promise<Project[]> {
		return await this.writer.write(context, async ({ at }) => {
			const results: Project[] = [];
			for (const [index, { id, name, status, finishedAt }] of changes.entries()) {
				const before = await this.read(id, this.database.dialect.locksRows);
				if (before === undefined) throw recordNotFound('project', id, { index });
				const project = { ...before, ...given({ name, status, finishedAt }), version: nextVersion(before.version) };
				await this.database
					.db()
					.updateTable('project')
					.set({
						name: project.name,
						status: project.status,
						finished_at: project.finishedAt,
						version: Number(project.version),
						updated_at: at,
					})
					.where('id', '=', Number(id))
					.execute();
				results.push(project);
			}
			return results;
		});
	}

	async get(id: string): Promise<Project | undefined> {
		return await this.read(id, false);
	}

	async find(query: ProjectQuery): Promise<Project[]> {
		let select = this.database.db().selectFrom('project').selectAll();
		if (query.record) select = select.where(isLinkedTo(query.record));
		if (query.templateId !== undefined) select = select.where('template_id', '=', idNumber(query.templateId) ?? 0);
		if (query.statuses) select = select.where(this.dialect.sql.isOneOf(sql.ref('status'), query.statuses));
		if (query.search) select = select.where(this.dialect.textContains(sql.ref('name'), query.search));
		if (query.limit !== undefined) select = select.limit(query.limit);
		return (await select.orderBy('id', 'desc').execute()).map(projectOf);
	}

	private async read(id: string, locked: boolean): Promise<Project | undefined> {
		const query = this.database
			.db()
			.selectFrom('project')
			.selectAll()
			.where('id', '=', idNumber(id) ?? 0);
		const row = await (locked ? query.forUpdate() : query).executeTakeFirst();
		return row === undefined ? undefined : projectOf(row);
	}

	private async requireTemplates(drafts: readonly ProjectDraft[]): Promise<void> {
		const templates = await this.database.db().selectFrom('project_template').selectAll().orderBy('name').execute();
		const ids = new Set(templates.map(({ id }) => String(id)));
		for (const [index, { templateId }] of drafts.entries()) {
			if (ids.has(templateId)) continue;
			const existing = templates.map(({ id, name }) => `${id} (${name})`);
			forDraft(index, () => {
				throw notFound('project template', templateId, existing);
			});
		}
	}
}

type ProjectChange = Partial<Pick<Project, 'name' | 'status' | 'finishedAt'>>;

function given(change: ProjectChange): ProjectChange {
	return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

function projectOf(row: Selectable<ProjectTable>): Project {
	return {
		id: String(row.id),
		name: row.name,
		templateId: String(row.template_id),
		templateVersion: row.template_version,
		record: row.record_type === null || row.record_id === null ? null : { type: row.record_type, id: String(row.record_id) },
		parameters: fromJson(row.parameters),
		status: row.status,
		startedAt: row.started_at,
		finishedAt: row.finished_at,
		startedBy: idText(row.started_by),
		version: String(row.version),
	};
}
