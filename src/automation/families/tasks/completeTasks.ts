import { isBlank } from '../../../model/coercion';
import { recordNotFound } from '../../../model/CrmError';
import { refKey, type CrmRecord } from '../../../model/record';
import { findPipeline, findStage, pipelineOfStage, pipelineWhere } from '../../../model/stageNames';
import { OPEN_TASK_STATUSES, type Task } from '../../../model/task';
import { completionOf } from '../../../model/taskRules';
import { Directory } from '../../words/directory/directory';
import type { Operation } from '../../engine/effects/Operation';
import type { Output } from '../../../model/output';
import { presentTasks, type TaskOutput } from '../../words/output/present';
import { advanceProjects } from '../../words/following/projectProgress';
import { recordsByRef } from '../../words/reading/readRecords';
import type { Scope } from '../../engine/Scope';
import type { CompleteTasksInput } from './inputs';

/** `completed` counts those that are done now; none left is no error. */
export type CompleteTasksOutput = Output & {
	completed: number;
	/** How many wait for approval now. */
	awaitingApproval: number;
	/** Those that changed. */
	tasks: TaskOutput[];
	/** Tasks that were waiting for these in a project and can be worked on now. */
	released: TaskOutput[];
	/** Ids of the projects whose last task this was. */
	finishedProjects: string[];
	/** Why nothing changed; null when something did. */
	reason: string | null;
};

/**
 * A task whose result needs approval goes to `awaitingApproval`; when its creator completes it, it is done. What is
 * done already stays as it is. Throws notFound.
 */
export const completeTasks: Operation<CompleteTasksInput, CompleteTasksOutput> = {
	name: 'task.complete',
	writes: 'crm',
	target: (input) => (input.kind === 'task' ? [input.task] : [input.record, input.pipeline ?? null, input.stages ?? null]),
	async perform(scope, inputs, write) {
		const directory = new Directory(scope);
		const chosen = await chooseTasks(scope, directory, inputs);
		const now = scope.clock.now().toISOString();
		const changes = [...chosen.keys()].flatMap((task) => {
			const change = completionOf(task, write.actor, now);
			return change === undefined ? [] : [{ id: task.id, ...change }];
		});
		const changed = changes.length === 0 ? [] : await scope.crm.tasks.update(changes, write);
		const { released, finishedProjects } = await advanceProjects(
			scope,
			changed.filter(({ status }) => status === 'completed'),
			write,
		);
		const outputs = await presentTasks(scope, [...changed, ...released], directory);
		const outputOf = new Map(outputs.map((output) => [output.id, output]));
		const indexOf = new Map([...chosen].map(([task, index]) => [task.id, index]));
		const groups = Map.groupBy(changed, (task) => indexOf.get(task.id)!);
		const meant = Map.groupBy(chosen.keys(), (task) => chosen.get(task)!);
		return inputs.map((input, index) => {
			const own = groups.get(index) ?? [];
			const projects = new Set(own.map((task) => task.projectId));
			return {
				completed: own.filter((task) => task.status === 'completed').length,
				awaitingApproval: own.filter((task) => task.status === 'awaitingApproval').length,
				tasks: own.map((task) => outputOf.get(task.id)!),
				released: released.filter((task) => projects.has(task.projectId)).map((task) => outputOf.get(task.id)!),
				finishedProjects: finishedProjects.filter((id) => projects.has(id)),
				reason: own.length > 0 ? null : whyNone(input, meant.get(index) ?? []),
			};
		});
	},
};

function whyNone(input: CompleteTasksInput, [task]: readonly Task[]): string {
	if (input.kind === 'automation') {
		const where = isBlank(input.pipeline) && (input.stages ?? []).length === 0 ? '' : ' at these stages';
		return `The record has no open task that a workflow made for it${where}.`;
	}
	if (task === undefined) return 'An item before this one completed the task.';
	if (task.status === 'awaitingApproval') return `The task "${task.title}" waits for approval: its creator completes it.`;
	return `The task "${task.title}" is ${task.status} already.`;
}

/** The tasks meant, each with the index of the input it counts for: the first that means it. */
async function chooseTasks(scope: Scope, directory: Directory, inputs: readonly CompleteTasksInput[]): Promise<Map<Task, number>> {
	const records = await recordsByRef(
		scope.crm,
		inputs.flatMap((input) => (input.kind === 'automation' ? [input.record] : [])),
	);
	const chosen = new Map<Task, number>();
	const seen = new Set<string>();
	for (const [index, input] of inputs.entries()) {
		const tasks =
			input.kind === 'task'
				? [await taskOf(scope, input.task)]
				: await automationTasks(scope, directory, input, records.get(refKey(input.record))!);
		for (const task of tasks) {
			if (seen.has(task.id)) continue;
			seen.add(task.id);
			chosen.set(task, index);
		}
	}
	return chosen;
}

async function taskOf(scope: Scope, id: string): Promise<Task> {
	const task = await scope.crm.tasks.get(id);
	if (task === undefined) throw recordNotFound('task', id);
	return task;
}

async function automationTasks(
	scope: Scope,
	directory: Directory,
	input: Extract<CompleteTasksInput, { kind: 'automation' }>,
	record: CrmRecord,
): Promise<Task[]> {
	const origin = await originFilter(directory, input, record);
	const tasks = await scope.crm.tasks.find({ record: input.record, statuses: OPEN_TASK_STATUSES, ...origin });
	return tasks.filter((task) => task.origin !== null);
}

async function originFilter(
	directory: Directory,
	input: { pipeline?: string; stages?: string[] },
	record: CrmRecord,
): Promise<{ originPipeline?: string; originStages?: string[] }> {
	const stages = (input.stages ?? []).filter((stage) => !isBlank(stage));
	if (isBlank(input.pipeline) && stages.length === 0) return {};
	const description = await directory.describe(record.type);
	const where = pipelineOfStage(description, stages[0] ?? '')?.id ?? record.values['pipeline'];
	const own = pipelineWhere(description, where, 'Leave out "Pipeline" and the stages.');
	const pipeline = isBlank(input.pipeline) ? own : findPipeline(description, input.pipeline);
	if (stages.length === 0) return { originPipeline: pipeline.id };
	const originStages = await directory.stages(description, () => stages.map((stage) => findStage(description, pipeline, stage).id));
	return { originPipeline: pipeline.id, originStages };
}
