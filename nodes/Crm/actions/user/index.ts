export { create } from './create.operation';
export { get } from './get.operation';
export { getMany } from './getMany.operation';
export { getSupervisors } from './getSupervisors.operation';
export { update } from './update.operation';

export const defaultOperation = 'getMany';
