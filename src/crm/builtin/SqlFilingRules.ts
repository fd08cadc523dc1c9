import { insertRows, takeIds, type SqlColumn } from '../../sql/bulk';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { forDraft } from '../../model/CrmError';
import { checkFilingRules, type FilingRule } from '../../model/filingRules';
import type { WriteContext } from '../../model/write';
import type { FilingRuleStore } from '../../companions/Companions';
import type { CrmTables } from './tables';
import type { Writer } from './Writer';

const COLUMNS: readonly SqlColumn[] = [
	{ name: 'id', type: 'integer' },
	{ name: 'name_pattern', type: 'text' },
	{ name: 'media_type', type: 'text' },
	{ name: 'kind', type: 'text' },
	{ name: 'record_type', type: 'text' },
	{ name: 'section', type: 'text' },
];

/** The order of the ids is that of the rules. */
export class SqlFilingRules implements FilingRuleStore {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly writer: Writer;

	constructor(database: SqlDatabase<CrmTables>, writer: Writer) {
		this.database = database;
		this.writer = writer;
	}

	async find(): Promise<FilingRule[]> {
		const rows = await this.database.db().selectFrom('filing_rule').selectAll().orderBy('id').execute();
		return rows.map(({ name_pattern: namePattern, media_type: mediaType, kind, record_type: recordType, section }) => {
			const rule: FilingRule = { section };
			if (namePattern !== null) rule.namePattern = namePattern;
			if (mediaType !== null) rule.mediaType = mediaType;
			if (kind !== null) rule.kind = kind;
			if (recordType !== null) rule.recordType = recordType;
			return rule;
		});
	}

	async save(given: readonly FilingRule[], context: WriteContext): Promise<FilingRule[]> {
		return await this.writer.write(context, async ({ reference }) => {
			const rules = checkFilingRules(given);
			for (const [index, { recordType }] of rules.entries())
				if (recordType !== undefined) forDraft(index, () => reference.type(recordType));
			await this.database.takeTurns('filing rules');
			await this.database.db().deleteFrom('filing_rule').execute();
			const ids = await takeIds(this.database, 'filing_rule', rules.length);
			const rows = rules.map(({ namePattern, mediaType, kind, recordType, section }, index) => [
				ids[index]!,
				namePattern ?? null,
				mediaType ?? null,
				kind ?? null,
				recordType ?? null,
				section,
			]);
			await insertRows(this.database, 'filing_rule', COLUMNS, rows);
			return rules;
		});
	}
}
