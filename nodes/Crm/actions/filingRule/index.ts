export { getMany } from './getMany.operation';
export { save } from './save.operation';

export const defaultOperation = 'getMany';
