import path from 'node:path';
import { floors } from './floors.mjs';

/** What use cases work with. */
const AUTOMATION = [
	'src/automation',
	'src/model',
	'src/crm/Crm',
	'src/crm/capabilities',
	'src/crm/Source',
	'src/crm/backends',
	'src/crm/copy',
	'src/companions/Companions',
	'src/feed/ChangeFeed',
	'src/ledger/Ledger',
];

/**
 * The layers of this package, from the top down. A file belongs to the first one whose folder holds it and may
 * import what `own` and `packages` name, nothing else; `own` are folders or files without their ending.
 * Imports of types count too: a layer must not even know the words of the one above.
 */
const LAYERS = [
	{
		name: 'n8n',
		folders: ['nodes', 'credentials', 'index'],
		own: ['nodes', 'credentials', 'src/automation', 'src/model'],
		packages: /^(n8n-workflow|node:(crypto|module|os|path|timers))$/,
	},
	{
		name: 'pages, packs and command line',
		folders: ['src/pages', 'src/packs', 'src/cli'],
		own: ['src/pages', 'src/packs', 'src/cli', 'src/automation', 'src/model'],
		packages: /^(eta|luxon|zod(\/v4)?|node:(crypto|fs|fs\/promises|os|path|readline\/promises|stream|stream\/consumers|util))$/,
	},
	{
		// Tests move it by a file, in the real n8n too.
		name: 'clock of the process',
		folders: ['src/automation/engine/processClock'],
		own: ['src/model'],
		packages: /^node:fs$/,
	},
	{
		// The one family that reads files of other programs.
		name: 'import of files',
		folders: ['src/automation/families/import'],
		own: AUTOMATION,
		packages: /^(csv-parse\/sync|fflate|iconv-lite|read-excel-file\/universal)$/,
	},
	{
		name: 'automation',
		folders: ['src/automation'],
		own: AUTOMATION,
		packages: /^(luxon|zod(\/v4)?|node:(async_hooks|crypto|events|os|path|stream|util))$/,
	},
	{
		name: 'built-in CRM',
		folders: ['src/crm/builtin'],
		own: ['src/crm', 'src/companions/Companions', 'src/feed', 'src/ledger', 'src/sql', 'src/model'],
		packages: /^(kysely(\/.+)?|pg|luxon|zod(\/v4)?|node:.+)$/,
	},
	{
		name: 'port and back-ends',
		folders: ['src/crm'],
		own: [
			'src/crm',
			'src/companions/Companions',
			'src/companions/Subjects',
			'src/feed/ChangeFeed',
			'src/ledger/Ledger',
			'src/ledger/openLedger',
			'src/model',
		],
		packages: /^(axios|axios-retry|luxon|zod(\/v4)?|node:.+)$/,
	},
	{
		name: 'companions',
		folders: ['src/companions'],
		own: ['src/companions', 'src/feed/ChangeFeed', 'src/sql', 'src/model'],
		packages: /^(kysely(\/.+)?|luxon|zod(\/v4)?|node:.+)$/,
	},
	{
		name: 'feed',
		folders: ['src/feed'],
		own: ['src/feed', 'src/sql', 'src/model'],
		packages: /^(kysely(\/.+)?|luxon|zod(\/v4)?|node:.+)$/,
	},
	{
		name: 'ledger',
		folders: ['src/ledger'],
		own: ['src/ledger', 'src/companions', 'src/feed', 'src/sql', 'src/model'],
		packages: /^(kysely(\/.+)?|luxon|zod(\/v4)?|node:.+)$/,
	},
	{
		name: 'SQL engine',
		folders: ['src/sql'],
		own: ['src/sql', 'src/model'],
		packages: /^(kysely(\/.+)?|pg|node:.+)$/,
	},
	{
		name: 'model',
		folders: ['src/model'],
		own: ['src/model'],
		packages: /^(libphonenumber-js\/min|luxon|zod(\/v4)?)$/,
	},
];

/** Rule `crmflow/layers`: imports go down only. */
const layers = {
	meta: {
		type: 'problem',
		docs: { description: 'Imports go down only: nodes → automation → ports and stores → model' },
		messages: { forbidden: 'The layer "{{ layer }}" must not import "{{ target }}". Imports go down only (gulp/lint/layers.mjs).' },
		schema: [],
	},
	create(context) {
		const file = toPosix(path.relative(context.cwd, context.filename));
		const layer = LAYERS.find(({ folders }) => isInside(file, folders));
		if (layer === undefined) return {};

		const check = (source) => {
			if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
			const target = source.value.startsWith('.') ? toPosix(path.join(path.dirname(file), source.value)) : source.value;
			const allowed = source.value.startsWith('.') ? isInside(target, layer.own) : layer.packages.test(target);
			if (!allowed) context.report({ node: source, messageId: 'forbidden', data: { layer: layer.name, target } });
		};
		return {
			ImportDeclaration: (node) => check(node.source),
			ExportNamedDeclaration: (node) => check(node.source),
			ExportAllDeclaration: (node) => check(node.source),
			ImportExpression: (node) => check(node.source),
			TSImportType: (node) => check(node.source ?? node.argument?.literal),
			TSExternalModuleReference: (node) => check(node.expression),
			'CallExpression[callee.name="require"]': (node) => check(node.arguments[0]),
		};
	},
};

function isInside(file, folders) {
	const stem = file.replace(/\.[cm]?[jt]s$/, '');
	return folders.some((folder) => stem === folder || stem.startsWith(`${folder}/`));
}

function toPosix(name) {
	return name.split(path.sep).join('/');
}

export default { meta: { name: 'crmflow' }, rules: { layers, floors } };
