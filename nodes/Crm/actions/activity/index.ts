export { complete } from './complete.operation';
export { getMany } from './getMany.operation';
export { schedule } from './schedule.operation';

export const defaultOperation = 'schedule';
