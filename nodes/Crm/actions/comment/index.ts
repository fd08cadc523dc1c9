export { add } from './add.operation';
export { getMany } from './getMany.operation';

export const defaultOperation = 'add';
