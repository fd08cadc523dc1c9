export { deleteRole } from './delete.operation';
export { get } from './get.operation';
export { getMany } from './getMany.operation';
export { save } from './save.operation';

export const defaultOperation = 'getMany';
