import type { ChangeFeed } from '../feed/ChangeFeed';
import type { Clock } from '../model/clock';
import { recordNotFound } from '../model/CrmError';
import { projectFields } from '../model/systemFields';
import type { Project, ProjectDraft } from '../model/projectTemplate';
import { valuesOf } from '../model/ownRecord';
import { requireText } from '../model/requireText';
import type { WriteContext } from '../model/write';
import type { ProjectQuery, ProjectStore } from './Companions';
import type { CompanionStore, Kind } from './CompanionStore';
import { requireActor } from './requireActor';
import type { Subjects } from './Subjects';
import { isBlank } from '../model/coercion';
import { containsText } from '../model/normalForm';

export const PROJECT: Kind<Project> = {
	kind: 'project',
	owner: ({ templateId }) => templateId,
	state: ({ status }) => status,
};

interface Parts {
	store: CompanionStore<Project>;
	subjects: Subjects;
	feed: ChangeFeed;
	clock: Clock;
}

type ProjectChange = Partial<Pick<Project, 'name' | 'status' | 'finishedAt'>>;

/** Projects beside a CRM that keeps its data elsewhere. Their changes are in the feed, in the same transaction. */
export class StoredProjects implements ProjectStore {
	private readonly parts: Parts;

	constructor(parts: Parts) {
		this.parts = parts;
	}

	async create(drafts: readonly ProjectDraft[], write: WriteContext): Promise<Project[]> {
		const { store, subjects, clock } = this.parts;
		const startedAt = clock.now().toISOString();
		const projects = drafts.map((draft, index): Omit<Project, 'id'> => ({
			name: requireText(draft.name, 'Project name', index),
			templateId: draft.templateId,
			templateVersion: draft.templateVersion,
			record: draft.record,
			parameters: draft.parameters,
			status: 'running',
			startedAt,
			finishedAt: null,
			startedBy: draft.startedBy,
			version: '1',
		}));
		await requireActor(subjects, write);
		await subjects.requireTemplates(drafts.map(({ templateId: id }, index) => ({ id, index })));
		await subjects.requireUsers(
			drafts.flatMap(({ startedBy }, index) => (startedBy === null ? [] : [{ id: startedBy, index }])),
			'as the one who starts a project',
		);
		await subjects.requireRecords(drafts.flatMap(({ record }, index) => (record === null ? [] : [{ ...record, index, where: 'project' }])));
		return await store.transaction(async () => {
			const made = await store.insert(projects, write.key);
			await this.tell(
				made.map((project) => ({ after: project })),
				write,
			);
			return made;
		});
	}

	async update(changes: ReadonlyArray<{ id: string } & ProjectChange>, write: WriteContext): Promise<Project[]> {
		const { store, subjects } = this.parts;
		await requireActor(subjects, write);
		return await store.transaction(async () => {
			const results: Project[] = [];
			for (const [index, { id, name, status, finishedAt }] of changes.entries()) {
				const [before] = await store.find({ ids: [id] }, { locked: true });
				if (before === undefined) throw recordNotFound('project', id, { index });
				results.push(await this.become({ ...before, ...given({ name, status, finishedAt }) }, before, write));
			}
			return results;
		});
	}

	async get(id: string): Promise<Project | undefined> {
		return (await this.parts.store.find({ ids: [id] }))[0];
	}

	async find({ templateId, statuses, search, ...query }: ProjectQuery): Promise<Project[]> {
		return await this.parts.store.find({
			...query,
			owner: templateId,
			states: statuses,
			...(isBlank(search) ? {} : { matches: ({ name }) => containsText(name, search) }),
		});
	}

	async findByKey(keys: readonly string[]): Promise<Map<string, Project>> {
		return await this.parts.store.findByKey(keys);
	}

	/** Inside a transaction. */
	async become(changed: Project, before: Project, write: WriteContext): Promise<Project> {
		const after = { ...changed, version: String(Number(before.version) + 1) };
		await this.parts.store.replace(after);
		await this.tell([{ before, after }], write);
		return after;
	}

	private async tell(changes: ReadonlyArray<{ before?: Project; after: Project }>, { actor, origin }: WriteContext): Promise<void> {
		const { feed, clock } = this.parts;
		const at = clock.now().toISOString();
		await feed.append(
			changes.map(({ before, after }) => ({
				ref: { type: 'project', id: after.id },
				kind: before === undefined ? 'created' : 'updated',
				at,
				...(before === undefined ? {} : { before: valuesOf(projectFields(), before) }),
				after: valuesOf(projectFields(), after),
				...(actor === undefined ? {} : { actor }),
				...(origin === undefined ? {} : { origin }),
			})),
		);
	}
}

function given(change: ProjectChange): ProjectChange {
	return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
