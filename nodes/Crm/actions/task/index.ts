export { complete } from './complete.operation';
export { create } from './create.operation';

export const defaultOperation = 'create';
