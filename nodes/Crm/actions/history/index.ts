export { add } from './add.operation';
export { count } from './count.operation';
export { getMany } from './getMany.operation';

export const defaultOperation = 'add';
