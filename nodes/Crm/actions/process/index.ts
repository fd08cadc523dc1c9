export { getMany } from './getMany.operation';
export { getStatistics } from './getStatistics.operation';
export { replay } from './replay.operation';
export { save } from './save.operation';
export { why } from './why.operation';

export const defaultOperation = 'why';
