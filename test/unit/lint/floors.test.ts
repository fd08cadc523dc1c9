import { complaintsOf } from './linting';

/** The floors of automation. */
const complaints = complaintsOf('crmflow/floors');

const FORBIDDEN: Array<[file: string, code: string]> = [
	['src/automation/engine/effects/example.ts', "import { Directory } from '../../words/directory/directory';"],
	['src/automation/engine/example.ts', "import type { Directory } from '../words/directory/directory';"],
	['src/automation/engine/example.ts', "const load = async () => await import('../families/tasks/tasks');"],
	['src/automation/engine/example.ts', "export { openConnection } from '../connections';"],
	['src/automation/words/forms/example.ts', "import { findTemplate } from '../../families/projects/templates';"],
	['src/automation/words/forms/example.ts', "type Tasks = import('../../families/tasks/tasks').Tasks;"],
	['src/automation/families/tasks/example.ts', "import { present } from '../projects/projects';"],
	['src/automation/families/tasks/example.ts', "import { operations } from '../../operations';"],
];

const ALLOWED: Array<[file: string, code: string]> = [
	[
		'src/automation/engine/effects/example.ts',
		"import type { Scope } from '../Scope'; import type { Change } from '../../../model/change';",
	],
	[
		'src/automation/words/forms/example.ts',
		"import type { Scope } from '../../engine/Scope'; import { people } from '../directory/directory';",
	],
	[
		'src/automation/families/tasks/example.ts',
		"import { people } from '../../words/directory/directory'; import { other } from './other';",
	],
	['src/automation/operations.ts', "const load = async () => await import('./families/tasks/tasks');"],
	['nodes/Crm/example.ts', "import { tasks } from '../../src/automation/families/tasks/tasks';"],
];

describe('inside automation imports go down only', () => {
	test.each(FORBIDDEN)('%s is not allowed: %s', async (file, code) => {
		expect(await complaints(file, code)).toEqual([expect.stringContaining('must not import')]);
	});

	test.each(ALLOWED)('%s may: %s', async (file, code) => {
		expect(await complaints(file, code)).toEqual([]);
	});
});
