import type { Companions, RelinkedCompanions } from '../../companions/Companions';
import type { RecordRef } from '../../model/record';
import type { WriteContext } from '../../model/write';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { CrmDialect } from './CrmDialect';
import { moveOf, moveRows } from './moveRows';
import { requireRecords } from './RecordLinks';
import type { ReferenceCache } from './ReferenceCache';
import { SqlFilingRules } from './SqlFilingRules';
import { SqlNotifications } from './SqlNotifications';
import { SqlPermissions } from './SqlPermissions';
import { SqlProjects } from './SqlProjects';
import { SqlStageGates } from './SqlStageGates';
import type { CrmTables } from './tables';
import type { Writer } from './Writer';

interface Parts {
	database: SqlDatabase<CrmTables>;
	dialect: CrmDialect;
	references: ReferenceCache;
	writer: Writer;
}

/**
 * In the tables of the built-in CRM, so that a person can see them beside the records, what they name is checked by one
 * statement, and a project's changes are in the feed.
 */
export class BuiltInCompanions implements Companions {
	readonly notifications: SqlNotifications;
	readonly projects: SqlProjects;
	readonly filingRules: SqlFilingRules;
	readonly permissions: SqlPermissions;
	readonly stageGates: SqlStageGates;
	private readonly parts: Parts;

	constructor(parts: Parts) {
		const { database, dialect, references, writer } = parts;
		this.parts = parts;
		this.notifications = new SqlNotifications(database, dialect, writer);
		this.projects = new SqlProjects(database, dialect, writer);
		this.filingRules = new SqlFilingRules(database, writer);
		this.permissions = new SqlPermissions(database, references);
		this.stageGates = new SqlStageGates(database, references);
	}

	async relink(from: readonly RecordRef[], to: RecordRef, context: WriteContext): Promise<RelinkedCompanions> {
		const { database, writer } = this.parts;
		return await writer.write(context, async (writing) => {
			const named = [...from, to].map((ref, index) => ({ ...ref, index, where: 'to be linked anew' }));
			await requireRecords(database, writing.reference, named);
			const move = moveOf(from, to);
			return {
				notifications: await moveRows(database, { table: 'notification', versioned: false }, move, writing),
				projects: await moveRows(database, { table: 'project', versioned: true }, move, writing),
			};
		});
	}
}
