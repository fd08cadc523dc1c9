import { resolve } from 'node:path';
import { nodeRequire } from '../support/nodeRequire';

// It reads its configuration by a dynamic import.
const { ESLint } = nodeRequire('eslint') as typeof import('eslint');

const projectFolder = resolve(__dirname, '../../..');

/**
 * What one rule of ours says about a piece of code, through ESLint itself with the project's own configuration. Only that
 * rule is looked at, and without type information, so that the files do not have to exist.
 */
export function complaintsOf(rule: string): (filePath: string, code: string) => Promise<string[]> {
	const eslint = new ESLint({
		cwd: projectFolder,
		ruleFilter: ({ ruleId }) => ruleId === rule,
		overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
	});
	return async (filePath, code) => {
		const [result] = await eslint.lintText(code, { filePath: resolve(projectFolder, filePath) });
		return result!.messages.filter(({ ruleId }) => ruleId === rule).map(({ message }) => message);
	};
}
