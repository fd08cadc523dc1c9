export { deleteStage } from './delete.operation';
export { getMany } from './getMany.operation';
export { save } from './save.operation';
export { setGate } from './setGate.operation';

export const defaultOperation = 'getMany';
