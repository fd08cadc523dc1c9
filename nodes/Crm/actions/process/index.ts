export { getStatistics } from './getStatistics.operation';
export { why } from './why.operation';

export const defaultOperation = 'why';
