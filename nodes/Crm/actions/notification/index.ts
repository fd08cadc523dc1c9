export { getMany } from './getMany.operation';
export { markRead } from './markRead.operation';
export { notify } from './notify.operation';
export { notifySupervisor } from './notifySupervisor.operation';

export const defaultOperation = 'notifySupervisor';
