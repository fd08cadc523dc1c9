import { CrmError } from '../../../model/CrmError';
import type { Finding } from './Choice';

/** What a step of a workflow cannot work with; `step`: what people call it. */
export interface UnfitStep {
	step: string;
	findings: readonly Finding[];
}

/** All that keeps a workflow from working. It says more than other errors may: whoever imported it wants to know it at once. */
class UnfitWorkflow extends CrmError {
	constructor(message: string, remedy: string) {
		super('invalidValue', message, remedy);
		this.message = message;
	}
}

/** Throws what was found: of one thing its own error, with the name of the step; of several an UnfitWorkflow that names each. */
export function requireFit(steps: readonly UnfitStep[]): void {
	const all = steps.flatMap(({ step, findings }) => findings.map((finding) => ({ step, ...finding })));
	const [first] = all;
	if (first === undefined) return;
	if (all.length === 1) {
		const { code, remedy } = first.error;
		throw new CrmError(code, `The step "${first.step}" cannot work: ${sentence(first)}`, remedy, { cause: first.error });
	}
	const listed = all.map((finding, index) => `${index + 1}. "${finding.step}": ${sentence(finding)} ${finding.error.remedy}`);
	throw new UnfitWorkflow(
		`${all.length} things in the steps of this workflow do not fit the CRM, so nothing was started. ${listed.join(' ')}`,
		'Correct these steps, then switch the workflow on again.',
	);
}

/** With the field, unless the sentence names it. */
function sentence({ label, error: { message } }: Finding): string {
	return label === undefined || message.includes(label) ? message : `${label}: ${message}`;
}
