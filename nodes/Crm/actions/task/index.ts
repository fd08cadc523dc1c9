export { complete } from './complete.operation';
export { create } from './create.operation';
export { deleteTask } from './delete.operation';
export { get } from './get.operation';
export { getMany } from './getMany.operation';
export { update } from './update.operation';

export const defaultOperation = 'create';
