export { getMany } from './getMany.operation';
export { getProgress } from './getProgress.operation';
export { start } from './start.operation';

export const defaultOperation = 'start';
