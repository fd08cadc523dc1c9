import { complaintsOf } from './linting';

/** The layers of the design. */
const complaints = complaintsOf('crmflow/layers');

const FORBIDDEN: Array<[file: string, code: string]> = [
	['nodes/Crm/example.ts', "import type { Crm } from '../../src/crm/Crm';"],
	['nodes/Crm/example.ts', "import { openBuiltIn } from '../../src/crm/builtin/openBuiltIn';"],
	['nodes/Crm/example.ts', "import type { Ledger } from '../../src/ledger/Ledger';"],
	['nodes/Crm/example.ts', "import { Kysely } from 'kysely';"],
	['nodes/Crm/example.ts', "import { DatabaseSync } from 'node:sqlite';"],
	['nodes/Crm/example.ts', "import axios from 'axios';"],
	['credentials/Example.credentials.ts', "import { request } from 'node:https';"],
	['index.ts', "export * from './src/crm/Crm';"],
	['src/automation/example.ts', "import { NodeOperationError } from 'n8n-workflow';"],
	['src/automation/example.ts', "import { router } from '../../nodes/Crm/actions/router';"],
	['src/automation/example.ts', "import { sql } from 'kysely';"],
	['src/automation/example.ts', "import { get } from 'node:http';"],
	['src/automation/example.ts', "import axios from 'axios';"],
	['src/automation/example.ts', "import type { Tables } from '../crm/builtin/schema';"],
	['src/automation/example.ts', "import { something } from '../ledger/stores/something';"],
	['src/automation/delivery/example.ts', "const load = async () => await import('../../crm/builtin/openBuiltIn');"],
	['src/automation/example.ts', "import { SqlDatabase } from '../sql/SqlDatabase';"],
	['src/automation/example.ts', "import { SqlFeed } from '../feed/SqlFeed';"],
	['src/automation/families/records/example.ts', "import { parse } from 'csv-parse/sync';"],
	['src/automation/families/import/example.ts', "import { readFile } from 'node:fs/promises';"],
	['src/sql/example.ts', "import type { Ledger } from '../ledger/Ledger';"],
	['src/sql/example.ts', "import type { Crm } from '../crm/Crm';"],
	['src/feed/example.ts', "import type { Ledger } from '../ledger/Ledger';"],
	['src/ledger/stores/example.ts', "import { Pool } from 'pg';"],
	['src/crm/example.ts', "import { runEffects } from '../automation/effects';"],
	['src/crm/example.ts', "import type { INode } from 'n8n-workflow';"],
	['src/crm/example.ts', "import { something } from '../ledger/stores/something';"],
	['src/crm/builtin/example.ts', "export { runEffects } from '../../automation/effects';"],
	['src/ledger/example.ts', "import type { Crm } from '../crm/Crm';"],
	['src/ledger/stores/example.ts', "import { effectKey } from '../../automation/effectKey';"],
	['src/model/example.ts', "import type { Crm } from '../crm/Crm';"],
	['src/model/example.ts', "type Crm = import('../crm/Crm').Crm;"],
	['src/model/example.ts', "import { createHash } from 'node:crypto';"],
	['src/model/example.ts', "const core = require('n8n-core');"],
	['src/pages/example.ts', "import type { Crm } from '../crm/Crm';"],
	['src/cli/example.ts', "import { copyableDatabase } from '../crm/backends';"],
	['src/cli.ts', "import { sql } from 'kysely';"],
	['src/automation/example.ts', "import { main } from '../cli/main';"],
];

const ALLOWED: Array<[file: string, code: string]> = [
	['nodes/Crm/example.ts', "import { NodeOperationError } from 'n8n-workflow'; import { openConnection } from '../../src/automation/hub';"],
	['nodes/Crm/example.ts', "import { CrmError } from '../../src/model/CrmError';"],
	[
		'src/automation/example.ts',
		"import type { Crm } from '../crm/Crm'; import type { Ledger } from '../ledger/Ledger'; import { DateTime } from 'luxon';",
	],
	['src/automation/example.ts', "import type { ChangeFeed } from '../feed/ChangeFeed';"],
	['src/automation/families/import/example.ts', "import { parse } from 'csv-parse/sync'; import { decode } from 'iconv-lite';"],
	['src/sql/example.ts', "import { Pool } from 'pg'; import { CrmError } from '../model/CrmError';"],
	['src/ledger/stores/example.ts', "import type { SqlDatabase } from '../../sql/SqlDatabase';"],
	['src/automation/example.ts', "import { copyableDatabase } from '../crm/backends';"],
	['src/cli/example.ts', "import { parseArgs } from 'node:util'; import { backUp } from '../automation/backup';"],
	['src/crm/builtin/example.ts', "import { Kysely } from 'kysely'; import { something } from '../../ledger/stores/something';"],
	['src/crm/example.ts', "const load = async () => await import('./builtin/openBuiltIn');"],
	['src/ledger/stores/example.ts', "import { sql } from 'kysely'; import type { Change } from '../../model/change';"],
	['src/model/example.ts', "import { z } from 'zod'; import type { RecordRef } from './record';"],
];

describe('imports go down only', () => {
	test.each(FORBIDDEN)('%s is not allowed: %s', async (file, code) => {
		expect(await complaints(file, code)).toEqual([expect.stringContaining('must not import')]);
	});

	test.each(ALLOWED)('%s may: %s', async (file, code) => {
		expect(await complaints(file, code)).toEqual([]);
	});
});
