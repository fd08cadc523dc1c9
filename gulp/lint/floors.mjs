import path from 'node:path';

/**
 * The floors of `src/automation`, from the ground up. A floor may use itself and those below it. A folder of the top
 * floor is a family of use cases: it does not know the others. Files beside the floors put the parts together: they may
 * use every floor, and no floor may use them.
 */
const ROOT = 'src/automation';
const FLOORS = ['engine', 'words', 'families'];
const FAMILIES = FLOORS.length - 1;

/** Rule `crmflow/floors`. Imports of types count too. */
export const floors = {
	meta: {
		type: 'problem',
		docs: { description: 'Inside automation imports go down only: families → words → engine' },
		messages: {
			up: 'The floor "{{ own }}" must not import "{{ target }}": imports go down only (gulp/lint/floors.mjs).',
			across: 'The family "{{ own }}" must not import "{{ target }}", the inside of another family: what both need is a word.',
		},
		schema: [],
	},
	create(context) {
		const file = toPosix(path.relative(context.cwd, context.filename));
		const own = floorOf(file);
		if (own === undefined || own.floor < 0) return {};

		const check = (source) => {
			if (source?.type !== 'Literal' || typeof source.value !== 'string' || !source.value.startsWith('.')) return;
			const target = toPosix(path.join(path.dirname(file), source.value));
			const other = floorOf(target);
			if (other === undefined) return;
			if (other.floor < 0 || other.floor > own.floor)
				context.report({ node: source, messageId: 'up', data: { own: FLOORS[own.floor], target } });
			else if (own.floor === FAMILIES && other.floor === FAMILIES && own.folder !== other.folder)
				context.report({ node: source, messageId: 'across', data: { own: own.folder, target } });
		};
		return {
			ImportDeclaration: (node) => check(node.source),
			ExportNamedDeclaration: (node) => check(node.source),
			ExportAllDeclaration: (node) => check(node.source),
			ImportExpression: (node) => check(node.source),
			TSImportType: (node) => check(node.source ?? node.argument?.literal),
		};
	},
};

/** Floor −1: beside the floors. Undefined: outside of automation. */
function floorOf(file) {
	if (!file.startsWith(`${ROOT}/`)) return undefined;
	const [floor, folder] = file.slice(ROOT.length + 1).split('/');
	return { floor: FLOORS.indexOf(floor), folder };
}

function toPosix(name) {
	return name.split(path.sep).join('/');
}
