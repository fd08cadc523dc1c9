export { attach } from './attach.operation';
export { deleteDocument } from './delete.operation';
export { get } from './get.operation';
export { getMany } from './getMany.operation';

export const defaultOperation = 'attach';
