export { assign } from './assign.operation';
export { changeStage } from './changeStage.operation';
export { create } from './create.operation';
export { deleteRecord } from './delete.operation';
export { findDuplicates } from './findDuplicates.operation';
export { get } from './get.operation';
export { getMany } from './getMany.operation';
export { getTimePerStage } from './getTimePerStage.operation';
export { importFile } from './importFile.operation';
export { merge } from './merge.operation';
export { restore } from './restore.operation';
export { score } from './score.operation';
export { update } from './update.operation';
export { upsert } from './upsert.operation';

export const defaultOperation = 'create';
