export { addMembers } from './addMembers.operation';
export { deleteGroup } from './delete.operation';
export { getMany } from './getMany.operation';
export { removeMembers } from './removeMembers.operation';
export { save } from './save.operation';

export const defaultOperation = 'getMany';
