export { getMany } from './getMany.operation';
export { notifySupervisor } from './notifySupervisor.operation';

export const defaultOperation = 'notifySupervisor';
