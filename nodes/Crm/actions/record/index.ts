export { changeStage } from './changeStage.operation';
export { create } from './create.operation';
export { deleteRecord } from './delete.operation';
export { get } from './get.operation';
export { getMany } from './getMany.operation';
export { update } from './update.operation';
export { upsert } from './upsert.operation';

export const defaultOperation = 'create';
